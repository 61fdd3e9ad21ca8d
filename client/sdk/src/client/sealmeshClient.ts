import type { Administration } from '../api/administration.js';
import type { Call, GroupCall } from '../api/calls.js';
import type {
  Client,
  ClientEvents,
  ClientOptions,
  Conversation,
  Credentials,
  Guest,
  NewAccount,
  Unsubscribe,
} from '../api/client.js';
import type { SignedInDevice } from '../api/devices.js';
import type { Disclosure } from '../api/disclosure.js';
import type { Environment } from '../api/environment.js';
import type { Erasure } from '../api/erasure.js';
import type { Export } from '../api/exports.js';
import type { ConversationId, DeviceId, ErasureId, ExportId, UserId } from '../api/ids.js';
import { defaultLimits, type Limits } from '../api/limits.js';
import type { Overview } from '../api/overview.js';
import { type Problem, ProblemError } from '../api/problem.js';
import type {
  ConnectionState,
  ConversationSummary,
  Presence,
  RoomListing,
  SessionState,
  Site,
  User,
} from '../api/snapshots.js';
import type { ClientStats } from '../api/stats.js';
import { AdministrationApi } from '../http/administrationApi.js';
import { Api } from '../http/api.js';
import { Http } from '../http/http.js';
import { Repeater } from '../http/repeat.js';
import type { NewConversation } from '../http/requests.js';
import { Counts } from '../live/counts.js';
import { toBase64Url } from '../wire/bytes.js';
import type { NewSession } from '../wire/answers.js';
import { ConversationList } from './conversationList.js';
import { Emitter } from './emitter.js';
import { environmentWith } from './environment.js';
import { type KeptSession, SessionKeeper } from './sessionKeeper.js';

type Emitters = { readonly [K in keyof ClientEvents]: Emitter<ClientEvents[K]> };

const NO_CONVERSATIONS: readonly ConversationSummary[] = [];

/** The client that an app holds: signing in and out, and the way to everything else. */
export class SealmeshClient implements Client {
  readonly #environment: Environment;
  readonly #limits: Limits;
  readonly #origin: URL;
  readonly #http: Http;
  readonly administration: Administration;
  readonly #api: Api;
  readonly #keeper: SessionKeeper;
  readonly #counts = new Counts();
  readonly #repeater: Repeater;
  readonly #emitters: Emitters = {
    session: new Emitter(),
    connection: new Emitter(),
    conversations: new Emitter(),
    call: new Emitter(),
    groupCall: new Emitter(),
  };
  #session: SessionState = { state: 'signed-out', problem: undefined };
  #connection: ConnectionState = { state: 'offline' };
  #list: ConversationList | undefined;
  #presence: Presence | undefined;

  constructor(options: ClientOptions) {
    const apart = { locks: undefined, channel: undefined };
    this.#environment = {
      ...environmentWith(options.environment),
      ...(options.shareSocket === false ? apart : {}),
    };
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#origin = new URL(options.origin);
    this.#http = new Http(this.#origin, this.#environment, this.#limits.requestTimeoutMs);
    this.#http.onUnauthenticated = (problem) => {
      this.#onSessionEnded(problem);
    };
    this.#api = new Api(this.#http);
    this.administration = new AdministrationApi(this.#http);
    this.#keeper = new SessionKeeper(options.store);
    this.#repeater = new Repeater(this.#environment, () => {
      this.#counts.sendRepeats++;
    });
  }

  get session(): SessionState {
    return this.#session;
  }

  get connection(): ConnectionState {
    return this.#connection;
  }

  get conversations(): readonly ConversationSummary[] {
    return this.#list?.summaries ?? NO_CONVERSATIONS;
  }

  get call(): Call | undefined {
    return this.#list?.call;
  }

  get groupCall(): GroupCall | undefined {
    return this.#list?.groupCall;
  }

  get stats(): ClientStats {
    return structuredClone(this.#counts);
  }

  on<K extends keyof ClientEvents>(
    event: K,
    listener: (value: ClientEvents[K]) => void,
  ): Unsubscribe {
    return this.#emitters[event].on(listener);
  }

  site(): Promise<Site> {
    return this.#api.getSite();
  }

  disclosure(): Promise<Disclosure> {
    return this.#api.getDisclosure();
  }

  async resume(): Promise<boolean> {
    const kept = await this.#keeper.load();
    // Somebody may have signed in while the store was being read: then that counts.
    if (this.#list !== undefined) return true;
    if (kept === undefined) return false;
    this.#enter(kept);
    return true;
  }

  signUp(account: NewAccount): Promise<void> {
    return this.#signIn(() => this.#api.createAccount(account));
  }

  signIn({ login, password }: Credentials): Promise<void> {
    return this.#signIn(() => this.#api.signIn({ by: 'password', login, password }));
  }

  signInAsGuest({ name, email }: Guest): Promise<void> {
    const guest = { by: 'guest', name } as const;
    return this.#signIn(() => this.#api.signIn(email === undefined ? guest : { ...guest, email }));
  }

  signInWithSso(token: string): Promise<void> {
    return this.#signIn(() => this.#api.signIn({ by: 'sso', token }));
  }

  async signOut(): Promise<void> {
    if (this.#list === undefined) return;
    const { token } = this.#http;
    this.#list.live.calls?.endAll();
    this.disconnect();
    try {
      await this.#api.signOut();
    } catch (error) {
      // Forgotten here in any case; the session then ends by its expiry.
      if (!(error instanceof ProblemError)) throw error;
    } finally {
      await this.#forget(token);
    }
  }

  async #forget(token: string | undefined): Promise<void> {
    this.#leave({ state: 'offline' }, undefined);
    await this.#keeper.forget(token);
  }

  connect(): void {
    if (this.#list === undefined) this.#onState({ state: 'stopped', reason: 'session-ended' });
    else this.#list.live.connect();
  }

  disconnect(): void {
    this.#list?.live.disconnect({ state: 'offline' });
  }

  wake(): void {
    this.#list?.live.wake();
  }

  async synced(): Promise<void> {
    await this.#entered().live.sync.fresh();
  }

  conversation(id: ConversationId): Conversation | undefined {
    return this.#list?.handle(id);
  }

  openDirect(user: UserId): Promise<Conversation> {
    return this.#create({ kind: 'direct', member: user });
  }

  createGroup(title: string, members: readonly UserId[]): Promise<Conversation> {
    return this.#create({ kind: 'group', title, members });
  }

  createRoom(title: string): Promise<Conversation> {
    return this.#create({ kind: 'room', title });
  }

  async joinRoom(id: ConversationId): Promise<Conversation> {
    const { live } = this.#entered();
    const clientId = this.#newId();
    await this.#repeater.times(ATTEMPTS, () =>
      this.#api.addMembers(id, clientId, [live.replica.me]),
    );
    return this.#arrived(id);
  }

  searchUsers(prefix: string): Promise<readonly User[]> {
    return this.#api.searchUsers(prefix);
  }

  searchRooms(prefix: string): Promise<readonly RoomListing[]> {
    return this.#api.searchRooms(prefix);
  }

  async isAdministrator(): Promise<boolean> {
    return (await this.#api.getSession()).administrator;
  }

  overview(): Promise<Overview> {
    return this.#api.getOverview();
  }

  devices(): Promise<readonly SignedInDevice[]> {
    return this.#api.listSessions();
  }

  signOutOf(device: DeviceId): Promise<void> {
    return this.#api.endSession(device);
  }

  signOutElsewhere(): Promise<void> {
    return this.#api.endOtherSessions();
  }

  requestExport(): Promise<Export> {
    return this.#api.beginExport();
  }

  exports(): Promise<readonly Export[]> {
    return this.#api.listExports();
  }

  deleteExport(id: ExportId): Promise<void> {
    return this.#api.deleteExport(id);
  }

  async exportLink(id: ExportId): Promise<string> {
    return new URL((await this.#api.linkExport(id)).path, this.#origin).href;
  }

  requestErasure(): Promise<Erasure> {
    return this.#api.beginErasure();
  }

  erasure(): Promise<Erasure | undefined> {
    return this.#api.getErasure();
  }

  cancelErasure(): Promise<void> {
    return this.#api.cancelErasure();
  }

  async confirmErasure(id: ErasureId, password?: string): Promise<void> {
    const { token } = this.#http;
    await this.#api.confirmErasure(id, password);
    this.#list?.live.calls?.endAll();
    await this.#forget(token);
  }

  showPresence(presence: Presence | 'hidden'): void {
    this.#presence = presence === 'hidden' ? undefined : presence;
    this.#list?.live.showPresence(this.#presence);
  }

  async #signIn(ask: () => Promise<NewSession>): Promise<void> {
    const session = await ask();
    if (this.#list !== undefined) await this.signOut();
    this.#enter(await this.#keeper.keep(session));
  }

  #enter({ token, user, device }: KeptSession): void {
    this.#http.token = token;
    this.#list = new ConversationList({
      environment: this.#environment,
      limits: this.#limits,
      origin: this.#origin,
      http: this.#http,
      api: this.#api,
      counts: this.#counts,
      repeater: this.#repeater,
      ...{ user, device, newId: () => this.#newId() },
      onState: (state) => {
        this.#onState(state);
      },
      onChanged: () => {
        // Sorting thousands of rows is for those who look at them.
        if (this.#emitters.conversations.isHeard) {
          this.#emitters.conversations.emit(this.conversations);
        }
      },
      onCall: () => {
        this.#emitters.call.emit(this.call);
        this.#emitters.groupCall.emit(this.groupCall);
      },
    });
    this.#list.live.showPresence(this.#presence);
    this.#session = { state: 'signed-in', user, device };
    this.#emitters.session.emit(this.#session);
  }

  #leave(connection: ConnectionState, problem: Problem | undefined): void {
    const list = this.#list;
    if (list === undefined) return;
    this.#list = undefined;
    this.#http.token = undefined;
    list.dispose(connection);
    this.#session = { state: 'signed-out', problem };
    this.#emitters.session.emit(this.#session);
    this.#emitters.conversations.emit(this.conversations);
  }

  #onSessionEnded(problem: Problem): void {
    if (this.#list === undefined) return;
    const { token } = this.#http;
    this.#leave({ state: 'stopped', reason: 'session-ended' }, problem);
    this.#keeper.forget(token).catch((error: unknown) => {
      // The store is the app's: its failure is told as any error of a listener would be.
      queueMicrotask(() => {
        throw error;
      });
    });
  }

  #onState(state: ConnectionState): void {
    this.#connection = state;
    this.#emitters.connection.emit(state);
  }

  async #create(conversation: NewConversation): Promise<Conversation> {
    this.#entered();
    const clientId = this.#newId();
    const made = await this.#repeater.times(ATTEMPTS, () =>
      this.#api.createConversation(clientId, conversation),
    );
    return this.#arrived(made.id);
  }

  /** A conversation that the origin made comes here by sync, as every other. */
  async #arrived(id: ConversationId): Promise<Conversation> {
    const before = this.conversation(id);
    if (before !== undefined) return before;
    await this.#entered().live.sync.fresh();
    const arrived = this.conversation(id);
    if (arrived === undefined) throw problem('not-found', 'The conversation did not arrive');
    return arrived;
  }

  #entered(): ConversationList {
    if (this.#list === undefined) throw problem('unauthenticated', 'Nobody is signed in');
    return this.#list;
  }

  #newId(): string {
    return toBase64Url(this.#environment.random.bytes(16));
  }
}

/** A request that makes something is repeated so often before its caller is told. */
const ATTEMPTS = 4;

function problem(type: string, title: string): ProblemError {
  return new ProblemError({ type, title, status: 0, detail: undefined, retryAfterMs: undefined });
}
