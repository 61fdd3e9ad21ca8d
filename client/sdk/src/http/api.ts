import type { CallMedia, Lobby } from '../api/calls.js';
import type { SignedInDevice } from '../api/devices.js';
import type { Disclosure } from '../api/disclosure.js';
import type { Member } from '../api/events.js';
import type { Erasure } from '../api/erasure.js';
import type { Export } from '../api/exports.js';
import type {
  CallId,
  ClientId,
  ConversationId,
  DeviceId,
  Epoch,
  ErasureId,
  ExportId,
  MessageId,
  Seq,
  UserId,
} from '../api/ids.js';
import type { Overview } from '../api/overview.js';
import type { RoomListing, Site, User } from '../api/snapshots.js';
import type { SyncQuestion } from '../core/replica.js';
import * as answers from '../wire/answers.js';
import {
  type CallEntry,
  type LobbyAnswer,
  parseCallEntry,
  parseLobby,
  parseParticipants,
} from '../wire/callAnswers.js';
import { parseDevices } from '../wire/devices.js';
import { parseDisclosure } from '../wire/disclosure.js';
import { parseErasure, parseErasureAnswer } from '../wire/erasure.js';
import { type ExportLink, parseExport, parseExportLink, parseExports } from '../wire/exports.js';
import { parseOverview } from '../wire/overview.js';
import { answered, badAnswer } from './answer.js';
import type { Http, HttpRequest } from './http.js';
import type { CallConfirmation, NewConversation, SignIn, Synced, Verdict } from './requests.js';

const quoted = encodeURIComponent;

/** The operations of docs/openapi.yaml, by its names. Each asks once. */
export class Api {
  readonly #http: Http;

  constructor(http: Http) {
    this.#http = http;
  }

  getSite(): Promise<Site> {
    return this.#ask({ method: 'GET', path: '/site' }, answers.parseSite);
  }

  getDisclosure(): Promise<Disclosure> {
    return this.#ask({ method: 'GET', path: '/disclosure' }, parseDisclosure);
  }

  createAccount(account: {
    readonly login: string;
    readonly password: string;
    readonly name: string;
  }): Promise<answers.NewSession> {
    const { login, password, name } = account;
    const body = { login, password, name };
    return this.#ask({ method: 'POST', path: '/accounts', body }, answers.parseNewSession);
  }

  signIn(body: SignIn): Promise<answers.NewSession> {
    return this.#ask({ method: 'POST', path: '/sessions', body }, answers.parseNewSession);
  }

  signOut(): Promise<void> {
    return this.#tell({ method: 'DELETE', path: '/session' });
  }

  listSessions(): Promise<readonly SignedInDevice[]> {
    return this.#ask({ method: 'GET', path: '/sessions' }, parseDevices);
  }

  endSession(device: DeviceId): Promise<void> {
    return this.#tell({ method: 'DELETE', path: `/sessions/${device}` });
  }

  endOtherSessions(): Promise<void> {
    return this.#tell({ method: 'DELETE', path: '/sessions' });
  }

  getSession(): Promise<answers.SessionRecord> {
    return this.#ask({ method: 'GET', path: '/session' }, answers.parseSession);
  }

  getOverview(): Promise<Overview> {
    return this.#ask({ method: 'GET', path: '/admin/overview' }, parseOverview);
  }

  searchUsers(prefix: string): Promise<readonly User[]> {
    const path = `/users?prefix=${quoted(prefix)}`;
    return this.#ask({ method: 'GET', path }, answers.parseUsers);
  }

  searchRooms(prefix: string): Promise<readonly RoomListing[]> {
    const path = `/rooms?prefix=${quoted(prefix)}`;
    return this.#ask({ method: 'GET', path }, answers.parseRooms);
  }

  createConversation(
    clientId: ClientId,
    conversation: NewConversation,
  ): Promise<answers.ConversationRecord> {
    const body = { ...conversation, clientId };
    return this.#ask({ method: 'POST', path: '/conversations', body }, answers.parseConversation);
  }

  /** Undefined if it has this title already. */
  async renameConversation(
    conversation: ConversationId,
    clientId: ClientId,
    title: string,
  ): Promise<answers.Appended | undefined> {
    const request = {
      method: 'PATCH',
      path: `/conversations/${conversation}`,
      body: { clientId, title },
    } as const;
    const { status, body } = await this.#http.request(request);
    return status === 204 ? undefined : (answers.parseAppended(body) ?? badAnswer(request, status));
  }

  listMembers(
    conversation: ConversationId,
    after: UserId | undefined,
  ): Promise<{ readonly members: readonly Member[]; readonly more: boolean }> {
    const from = after === undefined ? '' : `&after=${after}`;
    const path = `/conversations/${conversation}/members?limit=200${from}`;
    return this.#ask({ method: 'GET', path }, answers.parseMemberPage);
  }

  /** At most 50 at a time. */
  listNames(
    conversation: ConversationId,
    users: readonly UserId[],
  ): Promise<readonly answers.PersonName[]> {
    const query = users.map((user) => `user=${user}`).join('&');
    const path = `/conversations/${conversation}/names?${query}`;
    return this.#ask({ method: 'GET', path }, answers.parseNames);
  }

  addMembers(
    conversation: ConversationId,
    clientId: ClientId,
    users: readonly UserId[],
  ): Promise<void> {
    const path = `/conversations/${conversation}/members`;
    return this.#tell({ method: 'POST', path, body: { clientId, users } });
  }

  removeMember(
    conversation: ConversationId,
    clientId: ClientId,
    user: UserId,
    reason: 'removed' | 'banned',
  ): Promise<void> {
    const query = `clientId=${clientId}&reason=${reason}`;
    const path = `/conversations/${conversation}/members/${user}?${query}`;
    return this.#tell({ method: 'DELETE', path });
  }

  sendMessage(
    conversation: ConversationId,
    message: {
      readonly clientId: ClientId;
      readonly body: string;
      readonly replyTo: MessageId | undefined;
    },
  ): Promise<answers.Appended> {
    const { clientId, body, replyTo } = message;
    const path = `/conversations/${conversation}/messages`;
    // JSON leaves an undefined member out.
    return this.#append({ method: 'POST', path, body: { clientId, body, replyTo } });
  }

  editMessage(
    conversation: ConversationId,
    message: MessageId,
    clientId: ClientId,
    body: string,
  ): Promise<answers.Appended> {
    const path = `/conversations/${conversation}/messages/${message}`;
    return this.#append({ method: 'PATCH', path, body: { clientId, body } });
  }

  deleteMessage(
    conversation: ConversationId,
    message: MessageId,
    clientId: ClientId,
  ): Promise<answers.Appended> {
    const path = `/conversations/${conversation}/messages/${message}?clientId=${clientId}`;
    return this.#append({ method: 'DELETE', path });
  }

  readEventsBefore(
    conversation: ConversationId,
    before: Seq,
    limit: number,
  ): Promise<answers.HistoryPage> {
    const path = `/conversations/${conversation}/events?before=${before}&limit=${limit}`;
    return this.#ask({ method: 'GET', path }, answers.parseHistory);
  }

  getKeys(
    conversation: ConversationId,
    epochs: readonly Epoch[],
  ): Promise<readonly answers.EpochKey[]> {
    const query = epochs.map((epoch) => `epoch=${epoch}`).join('&');
    const path = `/conversations/${conversation}/keys?${query}`;
    return this.#ask({ method: 'GET', path }, answers.parseKeys);
  }

  async sync(body: SyncQuestion, ifNoneMatch: string | undefined): Promise<Synced> {
    const request = { method: 'POST', path: '/sync', body, ifNoneMatch } as const;
    const { status, body: told, etag } = await this.#http.request(request);
    if (status === 304) return 'unchanged';
    return { answer: answers.parseSyncAnswer(told) ?? badAnswer(request, status), told, etag };
  }

  movePointers(
    pointers: readonly {
      readonly conversation: ConversationId;
      readonly delivered: Seq;
      readonly read: Seq;
    }[],
  ): Promise<void> {
    return this.#tell({ method: 'POST', path: '/pointers', body: { pointers } });
  }

  /** Given a ticket of this device that has not ended, its successor keeps its id. */
  getTicket(ticket: string | undefined): Promise<answers.Ticket> {
    const body = { ticket };
    return this.#ask({ method: 'POST', path: '/tickets', body }, answers.parseTicket);
  }

  getPasses(
    ticket: string,
    conversations: readonly ConversationId[],
  ): Promise<readonly answers.Pass[]> {
    const body = { ticket, conversations };
    return this.#ask({ method: 'POST', path: '/passes', body }, answers.parsePasses);
  }

  /** Opens a call, or finds the one that is open (then `isNew` is false). */
  async openCall(
    conversation: ConversationId,
    call: { readonly ticket: string; readonly clientId: ClientId; readonly media: CallMedia },
  ): Promise<CallEntry & { readonly isNew: boolean }> {
    const { ticket, clientId, media } = call;
    const path = `/conversations/${conversation}/calls`;
    const request = { method: 'POST', path, body: { ticket, clientId, media } } as const;
    const { status, body } = await this.#http.request(request);
    const entry = parseCallEntry(body) ?? badAnswer(request, status);
    return { ...entry, isNew: status === 201 };
  }

  renewCallGrant(call: CallId, ticket: string): Promise<CallEntry> {
    const path = `/calls/${call}/grants`;
    return this.#ask({ method: 'POST', path, body: { ticket } }, parseCallEntry);
  }

  getLobby(call: CallId): Promise<LobbyAnswer> {
    return this.#ask({ method: 'GET', path: `/calls/${call}/lobby` }, parseLobby);
  }

  setLobby(call: CallId, lobby: Lobby): Promise<LobbyAnswer> {
    return this.#ask({ method: 'PUT', path: `/calls/${call}/lobby`, body: { lobby } }, parseLobby);
  }

  answerKnock(call: CallId, user: UserId, verdict: Verdict): Promise<LobbyAnswer> {
    const path = `/calls/${call}/lobby/${user}`;
    return this.#ask({ method: 'PUT', path, body: { verdict } }, parseLobby);
  }

  /** Who is in the call then, as the origin has it. */
  confirmCall(call: CallId, confirmation: CallConfirmation): Promise<readonly UserId[]> {
    const { party, what, reason, agoMs } = confirmation;
    const path = `/calls/${call}/confirmations`;
    const body = { party, what, reason, agoMs };
    // It was heard, whatever else the answer says.
    return this.#ask({ method: 'POST', path, body }, (answer) => parseParticipants(answer) ?? []);
  }

  beginExport(): Promise<Export> {
    return this.#ask({ method: 'POST', path: '/exports' }, parseExport);
  }

  listExports(): Promise<readonly Export[]> {
    return this.#ask({ method: 'GET', path: '/exports' }, parseExports);
  }

  deleteExport(id: ExportId): Promise<void> {
    return this.#tell({ method: 'DELETE', path: `/exports/${id}` });
  }

  linkExport(id: ExportId): Promise<ExportLink> {
    return this.#ask({ method: 'POST', path: `/exports/${id}/link` }, parseExportLink);
  }

  beginErasure(): Promise<Erasure> {
    return this.#ask({ method: 'POST', path: '/erasure' }, parseErasure);
  }

  async getErasure(): Promise<Erasure | undefined> {
    const answer = await this.#ask({ method: 'GET', path: '/erasure' }, parseErasureAnswer);
    return answer.erasure;
  }

  cancelErasure(): Promise<void> {
    return this.#tell({ method: 'DELETE', path: '/erasure' });
  }

  confirmErasure(erasure: ErasureId, password: string | undefined): Promise<void> {
    const body = password === undefined ? { erasure } : { erasure, password };
    return this.#tell({ method: 'POST', path: '/erasure/confirmation', body });
  }

  #append(request: HttpRequest): Promise<answers.Appended> {
    return this.#ask(request, answers.parseAppended);
  }

  async #tell(request: HttpRequest): Promise<void> {
    await this.#http.request(request);
  }

  #ask<T>(request: HttpRequest, parse: (body: unknown) => T | undefined): Promise<T> {
    return answered(this.#http, request, parse);
  }
}
