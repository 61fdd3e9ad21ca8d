import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import {
  clockOf,
  fitOf,
  isOver,
  isWorthAnother,
  type CallView,
  type Corner,
} from '../../model/call.js';
import { base, buttons } from '../../parts/controls.js';
import { listenTo } from '../../parts/voice.js';
import type { Calls } from '../../store/store.js';
import { callButtons } from './call.css.js';
import { renderControls, renderMini, type Panel } from './controls.js';
import { renderNotes } from './notes.js';
import { renderPanel } from './panels.js';
import { bar, room } from './room.css.js';
import '../../parts/avatar.js';
import '../../parts/icon.js';
import './own.js';

/** The call itself, from the first tone to its end. Fires `small` and `large`. */
class CallRoom extends LitElement {
  static override properties = {
    calls: { attribute: false },
    call: { attribute: false },
    small: { type: Boolean, reflect: true },
    panel: { state: true },
    fit: { state: true },
    speaking: { state: true },
    held: { state: true },
  };

  declare calls: Calls;
  declare call: CallView;
  declare small: boolean;
  declare private panel: Panel | undefined;
  /** How her picture fills the page. */
  declare private fit: 'cover' | 'contain';
  declare private speaking: boolean;
  /** Whether the browser holds her voice back until its person does something in the page. */
  declare private held: boolean;
  private corner: Corner = 'bottom-end';
  private clock: ReturnType<typeof setInterval> | undefined;
  private stopListening: (() => void) | undefined;
  private readonly size = new ResizeObserver(() => {
    this.measure();
  });

  constructor() {
    super();
    this.small = false;
    this.panel = undefined;
    this.fit = 'cover';
    this.speaking = false;
    this.held = false;
  }

  static override styles = [base, buttons, callButtons, room, bar];

  override connectedCallback(): void {
    super.connectedCallback();
    this.size.observe(this);
    this.clock = setInterval(() => {
      this.requestUpdate();
    }, 1000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.size.disconnect();
    clearInterval(this.clock);
    this.stopListening?.();
    this.stopListening = undefined;
  }

  override render(): TemplateResult {
    const { small, call } = this;
    const classes = [
      'room',
      call.phase.kind,
      small ? 'bar' : '',
      this.shows ? 'shows' : '',
      this.hasScreen ? 'shared-with' : '',
    ];
    return html`<div class=${classes.join(' ')} tabindex="-1" @keydown=${this.onKey}>
      ${this.renderStage()} ${small ? this.renderBar() : this.renderFull()}
    </div>`;
  }

  /** Whether there is more to be seen than a name. */
  private get shows(): boolean {
    return this.hasPicture || this.hasScreen;
  }

  private get hasPicture(): boolean {
    const { remote, receiving, phase } = this.call;
    return remote !== undefined && receiving.camera && !isOver(phase);
  }

  private get hasScreen(): boolean {
    const { remoteScreen, receiving, phase } = this.call;
    return remoteScreen !== undefined && receiving.screen && !isOver(phase);
  }

  // One element for her voice and picture from beginning to end, large or small: no gap, and both stay in step.
  private renderStage(): TemplateResult {
    const { call, hasScreen } = this;
    const { name, id } = call.peer;
    const classes = [
      'remote',
      this.hasPicture ? '' : 'off',
      hasScreen ? 'tile' : this.fit,
      hasScreen && this.corner === 'top-end' && call.own !== undefined ? 'aside' : '',
    ];
    return html`<div class="stage ${this.shows ? '' : 'bare'}">
      ${
        hasScreen
          ? html`<video
              class="shared"
              autoplay
              playsinline
              aria-label=${text.call.screenOf(name)}
              .muted=${true}
              .srcObject=${call.remoteScreen ?? null}
            ></video>`
          : nothing
      }
      ${
        call.remote === undefined || isOver(call.phase)
          ? nothing
          : html`<video
              class=${classes.join(' ')}
              autoplay
              playsinline
              aria-hidden=${this.hasPicture ? 'false' : 'true'}
              aria-label=${text.call.picture(name)}
              .muted=${this.held}
              .srcObject=${call.remote}
              @resize=${this.measure}
            ></video>`
      }
      ${
        this.small && !this.shows
          ? html`<sm-avatar .subject=${id} .name=${name}></sm-avatar>`
          : nothing
      }
    </div>`;
  }

  private renderFull(): TemplateResult {
    const { call } = this;
    return html`
      ${this.renderHeader()} ${this.shows ? nothing : this.renderMiddle()}
      ${
        call.own === undefined || isOver(call.phase)
          ? nothing
          : html`<sm-call-own
              .stream=${call.own}
              .corner=${this.corner}
              @corner=${this.onCorner}
            ></sm-call-own>`
      }
      ${renderPanel(this.panel, call, this.calls, this.onPanelClose)}
      <div class="foot">
        ${isOver(call.phase) ? nothing : renderNotes(call, this.calls, this.isHeldBack ? this.onHear : undefined)}
        ${
          isOver(call.phase)
            ? this.renderOver()
            : renderControls(call, this.calls, this.panel, this.onDevices)
        }
      </div>
    `;
  }

  private renderHeader(): TemplateResult {
    const { call } = this;
    const over = isOver(call.phase);
    return html`<header>
      ${
        over
          ? nothing
          : html`<button
              class="icon"
              type="button"
              aria-label=${text.call.minimise}
              title=${text.call.minimise}
              @click=${this.onSmall}
            >
              <sm-icon name="shrink"></sm-icon>
            </button>`
      }
      <div class="who">
        ${
          this.shows
            ? html`<h2 class="cut"><bdi>${call.peer.name}</bdi></h2>
                <p class="cut">
                  ${this.state}${this.hasScreen ? ` · ${text.call.sharedBy}` : nothing}
                </p>`
            : nothing
        }
      </div>
      ${over ? nothing : this.renderQuality()} ${over ? nothing : this.renderVerify()}
    </header>`;
  }

  private renderQuality(): TemplateResult | typeof nothing {
    const { quality, phase } = this.call;
    if (quality === undefined || phase.kind !== 'active') {
      return nothing;
    }
    const words = text.call.quality(quality);
    return html`<span class="bars ${quality}" role="img" aria-label=${words} title=${words}
      ><i></i><i></i><i></i
    ></span>`;
  }

  private renderVerify(): TemplateResult {
    const open = this.panel === 'code';
    return html`<button
      class="verify"
      type="button"
      aria-label=${text.call.codeOpen}
      aria-expanded=${open ? 'true' : 'false'}
      @click=${this.onCode}
    >
      <sm-icon name="seal"></sm-icon><span>${text.call.code}</span>
    </button>`;
  }

  private renderMiddle(): TemplateResult {
    const { peer, phase, receiving, media } = this.call;
    const { kind } = phase;
    const waits = kind === 'outgoing' || kind === 'starting';
    const cameraOff = kind === 'active' && media === 'video' && !receiving.camera;
    return html`<div class="middle">
      <span class="face ${waits ? 'ringing' : ''} ${this.speaking ? 'speaking' : ''}">
        <sm-avatar .subject=${peer.id} .name=${peer.name}></sm-avatar>
      </span>
      <h2><bdi>${peer.name}</bdi></h2>
      <p class="state">${this.state}</p>
      ${cameraOff ? html`<p class="aside-note">${text.call.unseen(peer.name)}</p>` : nothing}
    </div>`;
  }

  /** The time while it runs, and else where it stands. */
  private get state(): string {
    const { phase } = this.call;
    switch (phase.kind) {
      case 'active':
        return clockOf(Date.now() - phase.since);
      case 'ended':
        return phase.durationMs > 0
          ? `${text.call.phase(phase)} · ${clockOf(phase.durationMs)}`
          : text.call.phase(phase);
      case 'asking':
      case 'preview':
      case 'starting':
      case 'incoming':
      case 'outgoing':
      case 'connecting':
      case 'waiting':
      case 'reconnecting':
      case 'refused':
        return text.call.phase(phase);
    }
  }

  private renderOver(): TemplateResult {
    const again = isWorthAnother(this.call);
    return html`<div class="over">
      <button class="button" type="button" @click=${this.onClose}>${text.call.close}</button>
      ${
        again
          ? html`<button class="button call" type="button" @click=${this.onAgain}>
              <sm-icon name=${this.call.media === 'video' ? 'video' : 'phone'}></sm-icon
              >${text.call.again}
            </button>`
          : nothing
      }
    </div>`;
  }

  private renderBar(): TemplateResult {
    const { call } = this;
    return html`
      <div class="who">
        <h2 class="cut"><bdi>${call.peer.name}</bdi></h2>
        <p class="cut">${this.state}</p>
      </div>
      ${renderMini(call, this.calls, this.onLarge)}
    `;
  }

  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get('call') as CallView | undefined;
    if (before !== undefined && before.remote !== this.call.remote) {
      this.hush();
    }
    if (isOver(this.call.phase)) {
      this.panel = undefined;
      this.hush();
    }
  }

  protected override updated(changed: PropertyValues): void {
    const foot = this.renderRoot.querySelector('.foot');
    if (foot !== null) {
      this.size.observe(foot);
    }
    if (!changed.has('call')) {
      return;
    }
    this.listen();
    const before = changed.get('call') as CallView | undefined;
    if (before?.remote !== this.call.remote) {
      void this.play();
    }
    if (before?.devices.chosen.speaker !== this.call.devices.chosen.speaker) {
      void this.routeSound();
    }
    if (before !== undefined && !isOver(before.phase) && isOver(this.call.phase) && !this.small) {
      this.focusStart();
    }
  }

  protected override firstUpdated(): void {
    this.focusStart();
  }

  /** Where one begins: before the controls, so that no key that was meant for something else ends the call. */
  focusStart(): void {
    const over = this.renderRoot.querySelector<HTMLElement>('.over .button:last-child');
    (over ?? this.renderRoot.querySelector<HTMLElement>('.room'))?.focus();
  }

  /** Starts her picture and voice; without a voice, if a browser lets no page speak by itself. */
  private async play(): Promise<void> {
    const video = this.renderRoot.querySelector<HTMLVideoElement>('.remote');
    if (video === null) {
      return;
    }
    try {
      await video.play();
    } catch (error) {
      // Another stream, or the end of the call, interrupts a start; that is nobody's concern.
      if (error instanceof Error && error.name === 'NotAllowedError' && !this.held) {
        this.held = true;
        await this.updateComplete;
        await this.play();
      }
    }
  }

  private get isHeldBack(): boolean {
    const { remote } = this.call;
    return this.held && remote !== undefined && remote.getAudioTracks().length > 0;
  }

  private readonly onHear = (): void => {
    this.held = false;
    void this.updateComplete.then(() => this.play());
  };

  private listen(): void {
    const { remote, receiving, phase } = this.call;
    if (this.stopListening === undefined && remote !== undefined && phase.kind === 'active') {
      this.stopListening = receiving.microphone
        ? listenTo(remote, (now) => {
            this.speaking = now;
          })
        : undefined;
    }
  }

  private hush(): void {
    this.stopListening?.();
    this.stopListening = undefined;
    this.speaking = false;
  }

  private async routeSound(): Promise<void> {
    const video = this.renderRoot.querySelector<HTMLVideoElement>('.remote');
    const { speaker } = this.call.devices.chosen;
    if (video === null || speaker === undefined || !('setSinkId' in video)) {
      return;
    }
    try {
      await video.setSinkId(speaker);
    } catch {
      // It was unplugged since it was chosen; the sound stays where the system sends it.
    }
  }

  private readonly measure = (): void => {
    const foot = this.renderRoot.querySelector<HTMLElement>('.foot');
    if (foot !== null) {
      // One's own picture stands above whatever there is to be told.
      this.style.setProperty('--foot', `${foot.offsetHeight}px`);
    }
    const video = this.renderRoot.querySelector<HTMLVideoElement>('.remote');
    if (video !== null) {
      const picture = { width: video.videoWidth, height: video.videoHeight };
      this.fit = fitOf(picture, { width: this.clientWidth, height: this.clientHeight });
    }
  };

  // One step back at a time: first what lies over the call, then the call.
  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.panel !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      this.onPanelClose();
    }
  };

  private readonly onCorner = ({ detail }: CustomEvent<Corner>): void => {
    this.corner = detail;
    this.requestUpdate();
  };

  private readonly onCode = (): void => {
    this.panel = this.panel === 'code' ? undefined : 'code';
  };

  private readonly onDevices = (): void => {
    this.panel = this.panel === 'devices' ? undefined : 'devices';
  };

  private readonly onPanelClose = (): void => {
    const opener = this.panel === 'code' ? '.verify' : '.control[aria-expanded]';
    this.panel = undefined;
    this.renderRoot.querySelector<HTMLElement>(opener)?.focus();
  };

  private readonly onSmall = (): void => {
    this.panel = undefined;
    this.dispatchEvent(new CustomEvent('small'));
  };

  private readonly onLarge = (): void => {
    this.dispatchEvent(new CustomEvent('large'));
  };

  private readonly onClose = (): void => {
    this.calls.end();
  };

  private readonly onAgain = (): void => {
    void this.calls.again();
  };
}

customElements.define('sm-call-room', CallRoom);

declare global {
  interface HTMLElementTagNameMap {
    'sm-call-room': CallRoom;
  }
}
