import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { DISTRIBUTION, JAVA } from './node.js';
import type { Message, Transcript } from './transcript.js';

const run = promisify(execFile);

/** A conversation as the database keeps it. */
export interface KeptConversation {
  readonly id: string;
  readonly head: number;
  /** The seqs of its events, in order: 1 to the head without gaps. */
  readonly seqs: readonly number[];
  readonly messages: Transcript;
  /** The client ids of its messages: each must stand there once. */
  readonly clientIds: readonly string[];
}

/** Rows of a query: each column in hexadecimal or decimal digits, empty for null. */
type Rows = readonly (readonly string[])[];

/** Answers queries, each with its rows. */
type Query = (queries: readonly string[]) => Promise<readonly Rows[]>;

/**
 * Reads what a node that has stopped left in its H2 file, by H2's own shell and behind the back of
 * every class of ours.
 */
export function readDatabase(dataFolder: string): Promise<KeptConversation[]> {
  return read('RAWTOHEX', (queries) => queryH2(dataFolder, queries));
}

/** The same of a MariaDB, by its own client as root at the server's local socket. */
export function readMariaDb(socket: string): Promise<KeptConversation[]> {
  return read('HEX', async (queries) => {
    const tables: Rows[] = [];
    for (const query of queries) {
      const arguments_ = ['--no-defaults', '--user=root', `--socket=${socket}`, '--batch'];
      arguments_.push('--skip-column-names', `--execute=${query}`, 'sealmesh');
      const { stdout } = await run('mariadb', arguments_, { maxBuffer: 2 ** 30 });
      const lines = stdout === '' ? [] : stdout.trimEnd().split('\n');
      tables.push(lines.map((line) => line.split('\t').map((it) => (it === 'NULL' ? '' : it))));
    }
    return tables;
  });
}

async function read(hex: string, query: Query): Promise<KeptConversation[]> {
  const [conversations, events, messages] = await query([
    `SELECT ${hex}(id), head FROM bm_conversations`,
    `SELECT ${hex}(conversation_id), seq FROM bm_events ORDER BY seq`,
    `SELECT ${hex}(conversation_id), sent_seq, ${hex}(id), ${hex}(client_id), ${hex}(body)
       FROM bm_messages ORDER BY sent_seq`,
  ]);
  return (conversations ?? []).map(([id = '', head = '']) => {
    const own = (messages ?? []).filter(([of]) => of === id);
    return {
      id: idOf(id),
      head: Number(head),
      seqs: (events ?? []).filter(([of]) => of === id).map(([, seq]) => Number(seq)),
      messages: own.map(messageOf),
      clientIds: own.map(([, , , clientId = '']) => idOf(clientId)),
    };
  });
}

function messageOf([, seq, id = '', , body = '']: readonly string[]): Message {
  return {
    seq: Number(seq),
    messageId: idOf(id),
    // A body has at least one character, so that empty can only mean null.
    body: body === '' ? null : Buffer.from(body, 'hex').toString('utf8'),
  };
}

function idOf(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64url');
}

async function queryH2(dataFolder: string, queries: readonly string[]): Promise<Rows[]> {
  const file = await databaseFile(dataFolder);
  const folder = await mkdtemp(join(tmpdir(), 'sealmesh-read-'));
  try {
    const tables = queries.map((_, index) => join(folder, `${index}.csv`));
    const calls = queries.map(
      (query, index) => `CALL CSVWRITE('${tables[index] ?? ''}', '${query.replace(/'/g, "''")}')`,
    );
    const shell = [
      '-url',
      `jdbc:h2:file:${file};IFEXISTS=TRUE;MODE=MariaDB;DATABASE_TO_LOWER=TRUE`,
    ];
    shell.push('-user', 'sa', '-password', '', '-sql', calls.join(';'));
    await run(JAVA, ['-cp', await h2Jar(), 'org.h2.tools.Shell', ...shell]);
    return await Promise.all(tables.map(async (table) => rowsOf(await readFile(table, 'utf8'))));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The rows of a file of digits: no field needs its quotes. */
function rowsOf(csv: string): Rows {
  const [, ...lines] = csv.trim().split('\n');
  return lines.map((line) => line.split(',').map((field) => field.replaceAll('"', '')));
}

/** The one database below the folder, as H2's URL names it. */
async function databaseFile(dataFolder: string): Promise<string> {
  const files = await readdir(dataFolder, { recursive: true });
  const [file, ...others] = files.filter((name) => name.endsWith('.mv.db'));
  if (file === undefined || others.length > 0) throw new Error(`databases: ${files.join(' ')}`);
  return join(dataFolder, file.slice(0, -'.mv.db'.length));
}

async function h2Jar(): Promise<string> {
  const folder = join(DISTRIBUTION, 'lib');
  const [jar] = (await readdir(folder)).filter((name) => /^(com\.h2database\.)?h2-/.test(name));
  if (jar === undefined) throw new Error('the distribution has no h2 jar');
  return join(folder, jar);
}
