import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { text } from '../../messages.js';
import { clockOf, isOver, type CallView } from '../../model/call.js';
import {
  columnsOf,
  sizeIn,
  stagedOf,
  type GroupPerson,
  type GroupView,
  type Layout,
  type PictureSize,
} from '../../model/group-call.js';
import { base, buttons } from '../../parts/controls.js';
import type { Calls } from '../../store/store.js';
import { callButtons } from './call.css.js';
import { renderControls, renderMini, type Panel } from './controls.js';
import { group as groupStyles } from './group.css.js';
import { renderNotes } from './notes.js';
import { renderPanel } from './panels.js';
import { bar, room } from './room.css.js';
import { renderOwnTile, renderTile } from './tile.js';
import '../../parts/avatar.js';
import '../../parts/icon.js';
import './lobby.js';

const NOBODY: GroupView = {
  ...{ host: false, mutedByHost: false, people: [], speaker: undefined },
  ...{ lobby: 'off', waiting: [] },
};

/** A group's call, from coming in to its end. Fires `small` and `large`. */
class GroupRoom extends LitElement {
  static override properties = {
    calls: { attribute: false },
    call: { attribute: false },
    small: { type: Boolean, reflect: true },
    panel: { state: true },
    layout: { state: true },
    held: { state: true },
  };

  declare calls: Calls;
  declare call: CallView;
  declare small: boolean;
  declare private panel: Panel | undefined;
  declare private layout: Layout;
  /** Whether the browser holds voices back until its person does something in the page. */
  declare private held: boolean;
  private clock: ReturnType<typeof setInterval> | undefined;
  private wanted = '';
  private readonly size = new ResizeObserver(() => {
    this.measure();
  });

  constructor() {
    super();
    this.small = false;
    this.panel = undefined;
    this.layout = 'grid';
    this.held = false;
  }

  static override styles = [base, buttons, callButtons, room, bar, groupStyles];

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
  }

  override render(): TemplateResult {
    const { small, call } = this;
    const over = isOver(call.phase);
    const classes = ['room', 'of-group', call.phase.kind, small ? 'bar' : ''];
    return html`<div class=${classes.join(' ')} tabindex="-1" @keydown=${this.onKey}>
      ${over ? nothing : this.renderPeople()} ${small ? this.renderBar() : this.renderFull()}
      ${over || !this.group.host ? nothing : this.renderLobby()}
    </div>`;
  }

  private get group(): GroupView {
    return this.call.group ?? NOBODY;
  }

  private get staged(): GroupPerson | undefined {
    return stagedOf(this.group, this.layout);
  }

  // One list from beginning to end, large or small, so that no voice has a gap.
  private renderPeople(): TemplateResult {
    const { call, group, staged, held } = this;
    const { host, speaker } = group;
    const screen = staged?.screen;
    const look = { host, held, speaker };
    const classes = ['people', staged === undefined ? 'grid' : 'strip'];
    return html`
      ${
        screen === undefined || staged === undefined
          ? nothing
          : html`<video
              class="screen"
              autoplay
              playsinline
              aria-label=${text.call.screenOf(staged.person.name)}
              .muted=${true}
              .srcObject=${screen}
            ></video>`
      }
      <ul class="${classes.join(' ')} ${screen === undefined ? '' : 'beside'}">
        ${repeat(
          this.inOrder(staged, screen),
          ({ party }) => party,
          (person) => renderTile(person, look, this.calls),
        )}
        ${renderOwnTile(call.own, call.sending, call.conversation)}
      </ul>
      ${this.renderWord()}
    `;
  }

  /** Whoever speaks stands first where one stands before the others. */
  private inOrder(
    staged: GroupPerson | undefined,
    screen: MediaStream | undefined,
  ): readonly GroupPerson[] {
    const { people } = this.group;
    if (staged === undefined || screen !== undefined) {
      return people;
    }
    return [staged, ...people.filter((one) => one !== staged)];
  }

  /** Why there is nobody else. */
  private renderWord(): TemplateResult | typeof nothing {
    const { call, group } = this;
    const { alone, aloneLead, inLobby, inLobbyLead } = text.call.group;
    if (call.phase.kind === 'waiting') {
      return renderAlone(inLobby, inLobbyLead);
    }
    const isAlone = group.people.length === 0 && call.phase.kind === 'active';
    return isAlone ? renderAlone(alone, aloneLead) : nothing;
  }

  private renderLobby(): TemplateResult {
    return html`<sm-call-lobby
      .calls=${this.calls}
      .waiting=${this.group.waiting}
      ?small=${this.small}
      @done=${() => {
        this.focusStart();
      }}
    ></sm-call-lobby>`;
  }

  private renderFull(): TemplateResult {
    const { call, group } = this;
    const over = isOver(call.phase);
    return html`
      ${this.renderHeader(over)} ${over ? this.renderMiddle() : nothing}
      ${renderPanel(this.panel, call, this.calls, this.onPanelClose)}
      <div class="foot">
        ${over ? nothing : renderNotes(call, this.calls, this.held ? this.onHear : undefined)}
        ${
          over
            ? html`<div class="over">
                <button class="button" type="button" @click=${this.onClose}>
                  ${text.call.close}
                </button>
              </div>`
            : renderControls(
                call,
                this.calls,
                this.panel,
                this.onDevices,
                group.host ? this.onEndForAll : undefined,
              )
        }
      </div>
    `;
  }

  private renderHeader(over: boolean): TemplateResult {
    const { call, group, layout } = this;
    const other = layout === 'grid' ? text.call.group.speaker : text.call.group.grid;
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
        <h2 class="cut"><bdi>${call.peer.name}</bdi></h2>
        <p class="cut">${this.standing}</p>
      </div>
      ${
        over || group.people.length < 2
          ? nothing
          : html`<button
              class="icon"
              type="button"
              aria-label=${other}
              title=${other}
              @click=${this.onLayout}
            >
              <sm-icon name=${layout === 'grid' ? 'expand' : 'people'}></sm-icon>
            </button>`
      }
      ${
        over
          ? nothing
          : html`<button
              class="verify"
              type="button"
              aria-label=${text.call.group.sealedOpen}
              aria-expanded=${this.panel === 'code' ? 'true' : 'false'}
              @click=${this.onSealed}
            >
              <sm-icon name="seal"></sm-icon><span>${text.call.group.sealed}</span>
            </button>`
      }
    </header>`;
  }

  private renderMiddle(): TemplateResult {
    return html`<div class="middle">
      <h2><bdi>${this.call.peer.name}</bdi></h2>
      <p class="state">${this.state}</p>
    </div>`;
  }

  private renderBar(): TemplateResult {
    const { call } = this;
    return html`
      <div class="who">
        <h2 class="cut"><bdi>${call.peer.name}</bdi></h2>
        <p class="cut">${this.standing}</p>
      </div>
      ${renderMini(call, this.calls, this.onLarge)}
    `;
  }

  private get state(): string {
    const { phase } = this.call;
    return phase.kind === 'active' ? clockOf(Date.now() - phase.since) : text.call.phase(phase);
  }

  /** Where it stands, and how many there are: who is not in it does not know. */
  private get standing(): string {
    const { call, group, small } = this;
    if (isOver(call.phase) || call.phase.kind === 'waiting') {
      return this.state;
    }
    const parts = [this.state, text.call.group.count(group.people.length)];
    if (small && group.waiting.length > 0) {
      parts.push(text.call.group.knockingShort(group.waiting.length));
    }
    return parts.join(' · ');
  }

  protected override willUpdate(): void {
    if (isOver(this.call.phase)) {
      this.panel = undefined;
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('call') || changed.has('layout') || changed.has('small')) {
      this.measure();
      void this.play();
      void this.routeSound();
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

  private get videos(): readonly HTMLVideoElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLVideoElement>('.tile:not(.mine) video')];
  }

  /** Starts pictures and voices; without voices, if a browser lets no page speak by itself. */
  private async play(): Promise<void> {
    for (const video of this.videos.filter(({ paused }) => paused)) {
      try {
        await video.play();
      } catch (error) {
        // Another stream, or the end of the call, interrupts a start; that is nobody's concern.
        if (error instanceof Error && error.name === 'NotAllowedError') {
          this.held = true;
        }
      }
    }
  }

  private async routeSound(): Promise<void> {
    const { speaker } = this.call.devices.chosen;
    if (speaker === undefined) {
      return;
    }
    for (const video of this.videos) {
      if (!('setSinkId' in video) || video.sinkId === speaker) {
        continue;
      }
      try {
        await video.setSinkId(speaker);
      } catch {
        // It was unplugged since it was chosen; the sound stays where the system sends it.
      }
    }
  }

  private readonly measure = (): void => {
    const foot = this.renderRoot.querySelector<HTMLElement>('.foot');
    if (foot !== null) {
      this.style.setProperty('--foot', `${foot.offsetHeight}px`);
    }
    const people = this.renderRoot.querySelector<HTMLElement>('.people');
    if (people === null) {
      return;
    }
    const tiles = this.group.people.length + 1;
    const columns = columnsOf(tiles, people.clientWidth, people.clientHeight);
    this.style.setProperty('--columns', String(columns));
    this.wantSizes();
  };

  /** Says how large each picture is shown here. */
  private wantSizes(): void {
    const sizes = new Map<string, PictureSize>();
    for (const tile of this.renderRoot.querySelectorAll<HTMLElement>('.tile[data-party]')) {
      const { party = '' } = tile.dataset;
      sizes.set(party, sizeIn(this.small ? 0 : tile.clientWidth * devicePixelRatio));
    }
    const wanted = JSON.stringify([...sizes]);
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      this.calls.wantSizes(sizes);
    }
  }

  // One step back at a time: first what lies over the call, then the call.
  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.panel !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      this.onPanelClose();
    }
  };

  private readonly onLayout = (): void => {
    this.layout = this.layout === 'grid' ? 'speaker' : 'grid';
  };

  private readonly onSealed = (): void => {
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

  private readonly onHear = (): void => {
    this.held = false;
    void this.updateComplete.then(() => this.play());
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

  private readonly onEndForAll = (): void => {
    this.calls.endForAll();
  };
}

function renderAlone(words: string, lead: string): TemplateResult {
  return html`<p class="alone"><strong>${words}</strong><span>${lead}</span></p>`;
}

customElements.define('sm-call-group', GroupRoom);

declare global {
  interface HTMLElementTagNameMap {
    'sm-call-group': GroupRoom;
  }
}
