import type { Client, Conversation, ConversationSummary, Unsubscribe } from '@sealmesh/sdk';

import { CallDesk, type Around } from '../calls/desk.js';
import type { Person, Room, Site, Snapshot, Summary } from '../model/types.js';
import { lastCallOf } from './call-entries.js';
import { DeviceWatch } from './device-watch.js';
import { DisclosureWatch } from './disclosure-watch.js';
import { ErasureWatch } from './erasure-watch.js';
import { ExportWatch } from './export-watch.js';
import type { Eyes } from './eyes.js';
import { Names } from './names.js';
import { openView, type Opened } from './open-view.js';
import { OverviewWatch, later } from './overview-watch.js';
import { PrivacyWatch } from './privacy-watch.js';
import { refusedBy, refusing } from './refusals.js';
import { clearBrowser } from './session.js';
import { Refused, type Store } from './store.js';
import { connectionOf, peerIn, siteOf, summaryOf } from './views.js';

interface Following extends Opened {
  readonly unsubscribe: Unsubscribe;
  readUpTo: Opened['readUpTo'];
  older: Opened['older'];
}

/** The views' world over the SDK: one snapshot, made anew once per change and never in between. */
export class SdkStore implements Store {
  snapshot: Snapshot = { phase: 'starting' };
  readonly disclosures: DisclosureWatch;
  readonly overviews: OverviewWatch;
  readonly privacy: PrivacyWatch;
  readonly devices: DeviceWatch;
  readonly exports: ExportWatch;
  readonly erasures: ErasureWatch;
  readonly calls: CallDesk;
  private readonly client: Client;
  private readonly network: () => boolean;
  private readonly listeners = new Set<() => void>();
  private readonly names = new Names();
  private wanted: string | undefined;
  private opened: Following | undefined;
  private site: Site | undefined;
  private loading = true;
  private resumed = false;
  private scheduled = false;
  private administrator = false;
  /** Who was signed in last is no more. */
  private erased = false;

  constructor(client: Client, network: () => boolean, calls: Omit<Around, 'changed'>) {
    this.client = client;
    this.network = network;
    this.calls = new CallDesk(client, {
      ...calls,
      changed: () => {
        this.changed();
      },
    });
    this.disclosures = new DisclosureWatch(client, later);
    this.overviews = new OverviewWatch(() => refusing(client.overview()), {
      later,
      now: () => Date.now(),
    });
    this.privacy = new PrivacyWatch(client, later);
    this.devices = new DeviceWatch(client, later);
    this.exports = new ExportWatch(client, later);
    this.erasures = new ErasureWatch(client, later, () => {
      this.erased = true;
      this.changed();
    });
    const changed = (): void => {
      this.changed();
    };
    client.on('session', changed);
    client.on('connection', changed);
    client.on('conversations', changed);
  }

  /** Takes up the session of an earlier visit or of another tab, if there is one. */
  async start(): Promise<void> {
    if (this.client.session.state === 'signed-in') {
      return;
    }
    try {
      if (await this.client.resume()) {
        this.connect();
      } else {
        void this.askSite();
      }
    } finally {
      this.resumed = true;
      this.changed();
    }
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The page is looked at again, or its network is back. */
  wake(): void {
    if (this.client.session.state === 'signed-in') {
      this.client.wake();
    }
    this.changed();
  }

  /** Whether the page is looked at; what arrives while it is not stands below a line of its own. */
  watched(seen: boolean): void {
    this.client.showPresence(seen ? 'online' : 'away');
    const { opened } = this;
    if (!seen && opened?.conversation.summary.unread === 0) {
      opened.readUpTo = opened.conversation.summary.head;
    }
  }

  async signIn(login: string, password: string): Promise<void> {
    await refusing(this.client.signIn({ login, password }));
    this.connect();
  }

  async register(login: string, name: string, password: string): Promise<void> {
    await refusing(this.client.signUp({ login, name, password }));
    this.connect();
  }

  async continueAsGuest(name: string, email: string | undefined): Promise<void> {
    await refusing(this.client.signInAsGuest(email === undefined ? { name } : { name, email }));
    this.connect();
  }

  async signOut(): Promise<void> {
    this.shut();
    this.wanted = undefined;
    await refusing(this.client.signOut());
    this.names.forget();
  }

  async clearDevice(): Promise<void> {
    await this.signOut();
    clearBrowser();
  }

  open(conversation: string | undefined): void {
    this.wanted = conversation;
    this.changed();
  }

  async loadOlder(): Promise<void> {
    const { opened } = this;
    if (opened === undefined || opened.older === 'loading') {
      return;
    }
    opened.older = 'loading';
    this.changed();
    try {
      await opened.conversation.loadEarlier();
      opened.older = 'idle';
    } catch (error) {
      opened.older = 'failed';
      throw refusedBy(error);
    } finally {
      this.changed();
    }
  }

  markRead(): void {
    if ((this.opened?.conversation.summary.unread ?? 0) > 0) {
      this.opened?.conversation.markRead();
    }
  }

  typing(): void {
    this.opened?.conversation.startTyping();
  }

  async send(body: string, replyTo: string | undefined): Promise<void> {
    const conversation = this.current();
    try {
      const { sent } = conversation.send(body, replyTo === undefined ? {} : { replyTo });
      // The transcript shows the failed message with its reason: there is nobody else to tell.
      sent.catch(() => undefined);
    } catch (error) {
      throw refusedBy(error);
    }
    return Promise.resolve();
  }

  retry(key: string): void {
    this.withClientId(key, (conversation, clientId) => {
      conversation.retry(clientId);
    });
  }

  discard(key: string): void {
    this.withClientId(key, (conversation, clientId) => {
      conversation.discard(clientId);
    });
  }

  async edit(messageId: string, body: string): Promise<void> {
    await refusing(this.current().edit(messageId, body));
  }

  async remove(messageId: string): Promise<void> {
    await refusing(this.current().delete(messageId));
  }

  async findPeople(query: string): Promise<readonly Person[]> {
    const { session } = this.client;
    const found = await refusing(this.client.searchUsers(query));
    const me = session.state === 'signed-in' ? session.user.id : undefined;
    return found.filter(({ id }) => id !== me);
  }

  findRooms(query: string): Promise<readonly Room[]> {
    return refusing(this.client.searchRooms(query));
  }

  async startDirect(person: string): Promise<string> {
    return (await refusing(this.client.openDirect(person))).id;
  }

  async createGroup(title: string, people: readonly string[]): Promise<string> {
    return (await refusing(this.client.createGroup(title, people))).id;
  }

  async createRoom(title: string): Promise<string> {
    return (await refusing(this.client.createRoom(title))).id;
  }

  async joinRoom(room: string): Promise<string> {
    return (await refusing(this.client.joinRoom(room))).id;
  }

  async rename(title: string): Promise<void> {
    await refusing(this.current().rename(title));
  }

  async addMembers(people: readonly string[]): Promise<void> {
    await refusing(this.current().addMembers(people));
  }

  async removeMember(person: string): Promise<void> {
    await refusing(this.current().removeMember(person));
  }

  async leave(): Promise<void> {
    await refusing(this.current().leave());
  }

  private connect(): void {
    this.loading = true;
    void this.askWhetherAdministrator();
    this.client.connect();
    const done = (): void => {
      this.loading = false;
      this.changed();
    };
    // A client that stopped says so by its connection; either way there is nothing to wait for.
    this.client.synced().then(done, done);
    this.changed();
  }

  // Only whether a link is shown depends on it: who cannot be told has none, until the next visit.
  private async askWhetherAdministrator(): Promise<void> {
    this.administrator = false;
    try {
      this.administrator = await this.client.isAdministrator();
    } catch {
      return;
    }
    this.changed();
  }

  // Sign-in offers every way until the answer comes, and also if none comes: the site decides anyway.
  private async askSite(): Promise<void> {
    try {
      this.site = siteOf(await this.client.site());
    } catch {
      this.site = undefined;
    }
    this.changed();
  }

  private current(): Conversation {
    if (this.opened === undefined) {
      throw new Refused('gone');
    }
    return this.opened.conversation;
  }

  private withClientId(key: string, act: (of: Conversation, clientId: string) => void): void {
    const conversation = this.opened?.conversation;
    const message = conversation?.messages.find((candidate) => candidate.key === key);
    if (conversation !== undefined && message?.clientId !== undefined) {
      act(conversation, message.clientId);
    }
  }

  // Several things change at once when a sync is applied: one new snapshot is enough for all of them.
  private changed(): void {
    if (this.scheduled) {
      return;
    }
    this.scheduled = true;
    queueMicrotask(() => {
      this.scheduled = false;
      this.snapshot = this.look();
      for (const listener of this.listeners) {
        listener();
      }
    });
  }

  private look(): Snapshot {
    const { session } = this.client;
    if (session.state === 'signed-out') {
      this.shut();
      this.overviews.forget();
      this.privacy.forget();
      this.devices.forget();
      this.exports.forget();
      this.erasures.forget();
      this.calls.forget();
      return this.resumed ? this.signedOut(session.problem !== undefined) : { phase: 'starting' };
    }
    this.erased = false;
    const eyes: Eyes = { me: session.user.id, names: this.names };
    this.names.learn([session.user]);
    for (const { members } of this.client.conversations) {
      this.names.learn(members);
    }
    this.follow();
    const open = this.opened && openView(eyes, this.opened, this.loading);
    const call = this.calls.view((conversation, user) =>
      peerIn(eyes, this.client.conversation(conversation)?.summary, user),
    );
    return {
      phase: 'signed-in',
      me: { id: session.user.id, name: session.user.name },
      administrator: this.administrator,
      connection: connectionOf(this.client.connection, this.network()),
      loading: this.loading,
      conversations: this.client.conversations.map((summary) => this.summary(eyes, summary)),
      calling: this.calls.calling,
      ...(open === undefined ? {} : { open }),
      ...(call === undefined ? {} : { call }),
    };
  }

  private signedOut(expired: boolean): Snapshot {
    return {
      phase: 'signed-out',
      ...(this.erased ? { reason: 'erased' } : expired ? { reason: 'expired' } : {}),
      ...(this.site === undefined ? {} : { site: this.site }),
    };
  }

  private summary(eyes: Eyes, summary: ConversationSummary): Summary {
    const live = this.opened?.conversation;
    const call = lastCallOf(eyes, summary, this.client.conversation(summary.id)?.transcript);
    return summaryOf(eyes, summary, live?.id === summary.id ? live : undefined, call);
  }

  /** Opens what the address names as soon as it is known, and shuts what it no longer names. */
  private follow(): void {
    const { opened, wanted } = this;
    if (opened !== undefined && (opened.conversation.id !== wanted || opened.conversation.gone)) {
      this.shut();
    }
    const conversation = wanted === undefined ? undefined : this.client.conversation(wanted);
    if (this.opened === undefined && conversation !== undefined && !conversation.gone) {
      const { unread, readUpTo } = conversation.summary;
      this.opened = {
        conversation,
        unsubscribe: conversation.onChange(() => {
          this.changed();
        }),
        readUpTo: unread > 0 ? readUpTo : undefined,
        older: 'idle',
      };
      conversation.open();
    }
    this.names.learnFrom(this.opened?.conversation.transcript ?? []);
    this.askForNames();
  }

  /** Authors who have left, or whom the known part of a room's members lacks. */
  private askForNames(): void {
    const conversation = this.opened?.conversation;
    const unknown = this.names.unknownIn(conversation?.transcript ?? []);
    if (conversation === undefined || unknown.length === 0) {
      return;
    }
    conversation.namesOf(unknown).then(
      (names) => {
        this.names.learn([...names].map(([id, name]) => ({ id, name })));
        this.changed();
      },
      // They are somebody until the next time that a conversation is opened.
      () => undefined,
    );
  }

  private shut(): void {
    this.opened?.unsubscribe();
    this.opened?.conversation.close();
    this.opened = undefined;
    this.names.askAnew();
  }
}
