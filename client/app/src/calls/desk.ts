import type { Client, LocalTracks, Unsubscribe } from '@sealmesh/sdk';

import {
  isOver,
  isWorthAnother,
  type CallMedia,
  type CallPhase,
  type CallRefusal,
  type CallView,
  type Calling,
  type DeviceKind,
  type Source,
} from '../model/call.js';
import type { PictureSize } from '../model/group-call.js';
import type { Person } from '../model/types.js';
import type { Later } from '../store/overview-watch.js';
import { callRefusalOf } from '../store/refusals.js';
import type { Calls } from '../store/store.js';
import type { Devices } from './devices.js';
import { type Going, goingOf } from './going.js';
import { groupViewOf } from './group-view.js';

/** How long the end of a call is shown, and how long where one may want to call again. */
export const SHOWN_MS = 4_000;
export const OFFERED_MS = 12_000;

/** What the desk needs besides the client. */
export interface Around {
  readonly devices: Devices;
  readonly later: Later;
  readonly now: () => number;
  /** Whether this browser can make calls at all. */
  readonly able: 'able' | 'unable';
  /** Something changed. */
  readonly changed: () => void;
}

/** What a person is about to do: a call that is not there yet, or an answer that was not given yet. */
interface Plan {
  readonly conversation: string;
  readonly media: CallMedia;
  readonly answering: Going | undefined;
  stage: 'asking' | 'preview' | 'starting';
}

interface Refusal {
  readonly conversation: string;
  readonly media: CallMedia;
  readonly refusal: CallRefusal;
}

const SILENT = { microphone: false, camera: false, screen: false } as const;

/**
 * The one call of this page: joins the SDK's call, the devices, and what its person does.
 *
 * Devices are open from the moment she begins until the call is over, and never while it only rings here.
 */
export class CallDesk implements Calls {
  private readonly client: Client;
  private readonly around: Around;
  private readonly devices: Devices;
  private call: Going | undefined;
  private unsubscribe: Unsubscribe | undefined;
  private plan: Plan | undefined;
  private refused: Refusal | undefined;
  private answered = false;
  private muted = false;
  private since: number | undefined;
  private sent: LocalTracks = {};
  private takeBack: (() => void) | undefined;
  private made: CallView | undefined;

  constructor(client: Client, around: Around) {
    this.client = client;
    this.around = around;
    this.devices = around.devices;
    this.devices.subscribe(() => {
      this.sendOn();
      this.changed();
    });
    client.on('call', () => {
      this.onCall(client.call && goingOf(client.call));
    });
  }

  get calling(): Calling {
    if (this.around.able === 'unable') {
      return 'unsupported';
    }
    const phase = this.phase;
    return phase === undefined || isOver(phase) ? 'ready' : 'in-call';
  }

  /**
   * The same object until something changes.
   *
   * @param personIn names the other one of a direct conversation.
   */
  view(personIn: (conversation: string, user?: string) => Person): CallView | undefined {
    const { phase, call } = this;
    const about = call ?? this.plan ?? this.refused;
    if (phase === undefined || about === undefined) {
      return undefined;
    }
    const peer = personIn(about.conversation, call?.peer);
    if (this.made?.peer.name !== peer.name) {
      this.made = this.look(phase, about, peer, personIn);
    }
    return this.made;
  }

  private look(
    phase: CallPhase,
    about: { readonly conversation: string; readonly media: CallMedia },
    peer: Person,
    personIn: (conversation: string, user?: string) => Person,
  ): CallView {
    const { call } = this;
    return {
      conversation: about.conversation,
      peer,
      direction: call?.direction ?? 'outgoing',
      media: about.media,
      phase,
      sending: this.sending,
      receiving:
        call === undefined
          ? SILENT
          : {
              microphone: call.receiving.audio,
              camera: call.receiving.video,
              screen: call.receiving.screen,
            },
      own: this.devices.own,
      remote: call?.remote,
      remoteScreen: call?.remoteScreen,
      code: call?.code,
      quality: call?.quality,
      devices: this.devices.view,
      group: call?.group && groupViewOf(call.group, (user) => personIn(about.conversation, user)),
    };
  }

  async start(conversation: string, media: CallMedia): Promise<void> {
    if (this.calling !== 'ready') {
      return;
    }
    this.forget();
    await this.prepare({
      conversation,
      media,
      answering: undefined,
      stage: media === 'video' ? 'preview' : 'asking',
    });
  }

  async answer(media: CallMedia): Promise<void> {
    const { call } = this;
    if (call?.direction !== 'incoming' || call.state.phase !== 'ringing') {
      return;
    }
    const stage = media === 'video' ? 'preview' : 'asking';
    await this.prepare({ conversation: call.conversation, media, answering: call, stage });
  }

  async proceed(): Promise<void> {
    const { plan } = this;
    if (plan === undefined || plan.stage === 'starting') {
      return;
    }
    if (plan.answering !== undefined) {
      this.answered = true;
      this.plan = undefined;
      plan.answering.accept(this.handOver());
      this.changed();
      return;
    }
    plan.stage = 'starting';
    this.changed();
    await this.ask(plan);
  }

  back(): void {
    this.plan = undefined;
    this.muted = false;
    this.devices.closeAll();
    this.changed();
  }

  end(): void {
    const { phase, call } = this;
    if (phase !== undefined && isOver(phase)) {
      this.forget();
    } else if (call === undefined) {
      this.back();
    } else {
      call.end();
    }
  }

  async again(): Promise<void> {
    const last = this.call ?? this.refused;
    if (last !== undefined) {
      await this.start(last.conversation, last.media);
    }
  }

  async toggle(source: Source): Promise<void> {
    if (this.devices.track(source) === undefined) {
      this.muted &&= source !== 'microphone';
      await (source === 'screen' ? this.devices.share() : this.devices.open(source));
    } else if (source === 'microphone') {
      // It stays captured, so that one can speak again at once; nothing of it is sent.
      this.muted = !this.muted;
      this.sendOn();
      this.changed();
    } else {
      this.devices.close(source);
    }
  }

  async choose(kind: DeviceKind, id: string): Promise<void> {
    await this.devices.choose(kind, id);
  }

  wantSizes(sizes: ReadonlyMap<string, PictureSize>): void {
    this.call?.group?.show(sizes);
  }

  mute(party: string): void {
    this.call?.group?.mute(party, 'mute');
  }

  putOut(party: string): void {
    this.call?.group?.kick(party);
  }

  endForAll(): void {
    this.call?.group?.endForAll();
  }

  setLobby(lobby: 'on' | 'off'): void {
    this.call?.group?.setLobby(lobby);
  }

  admit(person: string): void {
    this.call?.group?.admit(person);
  }

  turnAway(person: string): void {
    this.call?.group?.turnAway(person);
  }

  /** The page goes away: the other one need not wait to find out. What only rings here rings on elsewhere. */
  pageGone(): void {
    if (this.call !== undefined && (this.answered || this.call.direction === 'outgoing')) {
      this.call.end();
    }
  }

  /** Shuts what is over; also when nobody is signed in any more. */
  forget(): void {
    if (this.phase === undefined) {
      return;
    }
    const { call } = this;
    this.unsubscribe?.();
    this.takeBack?.();
    this.unsubscribe = undefined;
    this.takeBack = undefined;
    this.call = undefined;
    if (call?.state.phase !== 'ended') {
      call?.end();
    }
    this.refused = undefined;
    this.answered = false;
    this.since = undefined;
    this.back();
  }

  private async prepare(plan: Plan): Promise<void> {
    this.plan = plan;
    this.muted = false;
    this.changed();
    await (plan.media === 'video'
      ? this.devices.open('microphone', 'camera')
      : this.devices.open('microphone'));
    if (this.plan !== plan || plan.stage !== 'asking') {
      return;
    }
    if (this.devices.track('microphone') === undefined) {
      // She decides whether to go on without being heard.
      plan.stage = 'preview';
      this.changed();
    } else {
      await this.proceed();
    }
  }

  private async ask(plan: Plan): Promise<void> {
    const { conversation, media } = plan;
    try {
      const there = this.client.conversation(conversation);
      if (there === undefined) {
        this.refuse(plan, 'unexpected');
        return;
      }
      const tracks = this.handOver();
      const isOfTwo = there.summary.kind === 'direct';
      const call = goingOf(
        await (isOfTwo ? there.call(media, tracks) : there.joinCall(media, tracks)),
      );
      if (this.plan === plan) {
        this.adopt(call);
      } else if (this.call !== call) {
        // She gave up while the site was asked.
        call.end();
      }
    } catch (error) {
      this.refuse(plan, callRefusalOf(error));
    }
  }

  private refuse(plan: Plan, refusal: CallRefusal): void {
    if (this.plan === plan) {
      this.back();
      this.refused = { conversation: plan.conversation, media: plan.media, refusal };
      this.shutAfter(OFFERED_MS);
      this.changed();
    }
  }

  // After its end a call is none of the client's any more; it is shown here for a moment.
  private onCall(call: Going | undefined): void {
    if (call === undefined || call === this.call) {
      return;
    }
    const { plan } = this;
    if (plan?.stage !== 'starting' || plan.conversation !== call.conversation) {
      // Whoever is about to call is called: that comes first.
      this.back();
    }
    this.adopt(call);
  }

  private adopt(call: Going): void {
    const { plan, muted } = this;
    this.unsubscribe?.();
    this.takeBack?.();
    this.plan = undefined;
    this.refused = undefined;
    this.call = call;
    this.since = undefined;
    // Whoever called at the same moment as the other one has accepted by that.
    this.answered = plan?.stage === 'starting';
    this.muted = this.answered && muted;
    this.unsubscribe = call.onChange(() => {
      this.onChange(call);
    });
    this.onChange(call);
  }

  private onChange(call: Going): void {
    const { phase } = call.state;
    if (phase === 'active' || phase === 'reconnecting') {
      this.since ??= this.around.now();
    }
    if (phase === 'ended') {
      this.onEnd();
    }
    this.changed();
  }

  private onEnd(): void {
    const { call, answered } = this;
    this.unsubscribe?.();
    this.unsubscribe = undefined;
    this.back();
    if (call?.direction === 'incoming' && !answered) {
      // The transcript tells of a call that was missed; nothing is left to be seen here.
      this.forget();
      return;
    }
    const { phase } = this;
    const offered =
      call !== undefined &&
      phase !== undefined &&
      isWorthAnother({ direction: call.direction, phase });
    this.shutAfter(offered ? OFFERED_MS : SHOWN_MS);
  }

  private shutAfter(ms: number): void {
    this.takeBack?.();
    this.takeBack = this.around.later(() => {
      this.forget();
    }, ms);
  }

  private get tracks(): LocalTracks {
    return {
      microphone: this.muted ? undefined : this.devices.track('microphone'),
      camera: this.devices.track('camera'),
      screen: this.devices.track('screen'),
    };
  }

  private get sending(): CallView['sending'] {
    const { microphone, camera, screen } = this.tracks;
    return {
      microphone: microphone !== undefined,
      camera: camera !== undefined,
      screen: screen !== undefined,
    };
  }

  /** Hands over what is captured now, if it is not what was handed over last. */
  private sendOn(): void {
    const { call, tracks, sent } = this;
    const same =
      tracks.microphone === sent.microphone &&
      tracks.camera === sent.camera &&
      tracks.screen === sent.screen;
    if (call === undefined || !this.takesPart || same) {
      return;
    }
    call.send(this.handOver());
  }

  private handOver(): LocalTracks {
    const microphone = this.devices.track('microphone');
    if (microphone !== undefined) {
      microphone.enabled = !this.muted;
    }
    this.sent = this.tracks;
    return this.sent;
  }

  private changed(): void {
    this.made = undefined;
    this.around.changed();
  }

  private get takesPart(): boolean {
    const { call } = this;
    return (
      call !== undefined &&
      call.state.phase !== 'ended' &&
      (this.answered || call.direction === 'outgoing')
    );
  }

  private get phase(): CallPhase | undefined {
    const { call, plan, refused } = this;
    if (refused !== undefined) {
      return { kind: 'refused', refusal: refused.refusal };
    }
    if (plan !== undefined) {
      return { kind: plan.stage };
    }
    return call === undefined ? undefined : this.phaseOf(call);
  }

  private phaseOf({ state, direction }: Going): CallPhase {
    switch (state.phase) {
      case 'ringing':
        if (direction === 'outgoing') {
          return { kind: 'outgoing', heard: state.heard };
        }
        return { kind: this.answered ? 'connecting' : 'incoming' };
      case 'waiting':
        return { kind: 'waiting' };
      case 'accepted':
      case 'connecting':
        return { kind: 'connecting' };
      case 'active':
      case 'reconnecting':
        return { kind: state.phase, since: this.since ?? this.around.now() };
      case 'ended':
        return { kind: 'ended', reason: state.reason, durationMs: state.durationMs };
    }
  }
}
