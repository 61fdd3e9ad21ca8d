import assert from 'node:assert/strict';
import { test } from 'node:test';

import { GROUP_WITHIN_MS, layOut, type Row } from '../src/model/transcript.js';
import type { Item, Message, Notice } from '../src/model/types.js';

const noon = new Date(2026, 4, 20, 12).getTime();

function message(seq: number, author: string, at: number, own = false): Message {
  return {
    type: 'message',
    key: `k${seq}`,
    seq,
    at,
    author: { id: author, name: author },
    own,
    body: 'hello',
    edited: false,
    delivery: 'sent',
  };
}

function notice(seq: number, at: number): Notice {
  return { type: 'notice', key: `k${seq}`, seq, at, kind: 'left', actor: 'a', subject: 'a' };
}

/** Rows in short: the edges of groups as brackets. */
function shape(items: readonly Item[], readUpTo?: number): string {
  const short = (row: Row): string =>
    row.type === 'message'
      ? `${row.first ? '[' : ''}${row.message.author.id}${row.last ? ']' : ''}`
      : row.type;
  return layOut(items, readUpTo).map(short).join(' ');
}

test('puts messages of one author that follow each other closely into one group', () => {
  const items = [message(1, 'a', noon), message(2, 'a', noon + 1000), message(3, 'b', noon + 2000)];
  assert.equal(shape(items), 'day [a a] [b]');
});

test('starts another group after a pause', () => {
  const later = noon + GROUP_WITHIN_MS;
  assert.equal(shape([message(1, 'a', noon), message(2, 'a', later)]), 'day [a] [a]');
  assert.equal(shape([message(1, 'a', noon), message(2, 'a', later - 1)]), 'day [a a]');
});

test('a notice ends a group', () => {
  const items = [message(1, 'a', noon), notice(2, noon + 1), message(3, 'a', noon + 2)];
  assert.equal(shape(items), 'day [a] notice [a]');
});

test('a new day is announced and ends a group, though only a minute has passed', () => {
  const midnight = new Date(2026, 4, 21).getTime();
  const items = [message(1, 'a', midnight - 30_000), message(2, 'a', midnight + 30_000)];
  assert.equal(shape(items), 'day [a] day [a]');
});

test('draws the line of what is new above the first unread message of someone else', () => {
  const items = [
    message(1, 'a', noon),
    message(2, 'me', noon + 1, true),
    message(3, 'a', noon + 2),
    message(4, 'a', noon + 3),
  ];
  assert.equal(shape(items, 1), 'day [a] [me] new [a a]');
  assert.equal(shape(items, 3), 'day [a] [me] [a] new [a]');
  assert.equal(shape(items, 4), 'day [a] [me] [a a]');
  assert.equal(shape(items), 'day [a] [me] [a a]');
});

test('the line splits a group, and stands below the day', () => {
  assert.equal(shape([message(5, 'a', noon)], 0), 'day new [a]');
});

test('own messages that nobody has answered yet are never new', () => {
  const items = [message(1, 'a', noon), { ...message(2, 'me', noon + 1, true), seq: 9 }];
  assert.equal(shape(items, 1), 'day [a] [me]');
});

test('keys are unique, and a row keeps its key when history is put above it', () => {
  const recent = [message(5, 'a', noon), message(6, 'b', noon + 1)];
  const older = [message(3, 'a', noon - 2), message(4, 'b', noon - 1)];
  const before = layOut(recent, undefined).filter(({ type }) => type === 'message');
  const after = layOut([...older, ...recent], undefined);
  const keys = after.map(({ key }) => key);
  assert.equal(new Set(keys).size, keys.length);
  for (const { key } of before) {
    assert.ok(keys.includes(key));
  }
});

test('nothing makes no rows', () => {
  assert.deepEqual(layOut([], 3), []);
});
