import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';

import { text } from '../../messages.js';
import type { Calling } from '../../model/call.js';
import { rove } from '../../model/roving.js';
import { dayName } from '../../model/time.js';
import { layOut, type Row } from '../../model/transcript.js';
import type { Item, Message, OpenConversation } from '../../model/types.js';
import { base, buttons } from '../../parts/controls.js';
import { nextFrame } from '../../parts/frame.js';
import { bubbles } from './bubbles.css.js';
import { renderCallEntry } from './call-entry.js';
import { log } from './log.css.js';
import { renderMessage, type MessageActions } from './message.js';
import { Scroller } from './scroller.js';
import '../../parts/avatar.js';
import '../../parts/icon.js';

/** The transcript. Fires `older` when more history is wanted and `read` when the end was seen. */
class MessageLog extends LitElement {
  static override properties = {
    conversation: { attribute: false },
    actions: { attribute: false },
    calling: {},
    focused: { state: true },
    behind: { state: true },
    atEnd: { state: true },
    spoken: { state: true },
  };

  declare conversation: OpenConversation;
  declare actions: MessageActions;
  declare calling: Calling;
  declare private focused: string | undefined;
  /** Messages of others that came while the end was out of sight. */
  declare private behind: number;
  declare private atEnd: boolean;
  /** What a screen reader says next. */
  declare private spoken: string;
  private scroller: Scroller | undefined;
  private started = false;

  constructor() {
    super();
    this.calling = 'ready';
    this.focused = undefined;
    this.behind = 0;
    this.atEnd = true;
    this.spoken = '';
  }

  static override styles = [base, buttons, log, bubbles];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.onSight);
    addEventListener('focus', this.onSight);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.onSight);
    removeEventListener('focus', this.onSight);
    this.scroller?.stop();
  }

  override render(): TemplateResult {
    const { conversation } = this;
    const spoken = conversation.items.some(({ type }) => type !== 'notice');
    const empty = !spoken && conversation.older === 'none' && !conversation.loading;
    return html`
      <div
        class="scroll"
        role="region"
        tabindex="0"
        aria-label=${text.conversation.log(conversation.title)}
        @scroll=${this.onScroll}
        @keydown=${this.onKey}
        @focusin=${this.onFocus}
        @click=${this.onClick}
      >
        <div class="column">
          ${empty ? this.renderHello() : this.renderEdge()}
          <ol>
            ${this.renderRows()}
          </ol>
          ${this.renderTyping()}
        </div>
      </div>
      ${this.atEnd ? nothing : this.renderLatest()}
      <p class="unseen" aria-live="polite">${this.spoken}</p>
    `;
  }

  // Whatever the rows depend on, so that a typing sign does not lay thousands of them out again. The day is
  // part of it, since it turns "Today" into "Yesterday".
  private renderRows(): unknown {
    const { items, readUpTo, kind, rights } = this.conversation;
    const today = new Date().toDateString();
    const { write, removeMessages } = rights;
    return guard(
      [items, readUpTo, kind, write, removeMessages, this.focused, this.calling, today],
      () =>
        repeat(
          layOut(items, readUpTo),
          ({ key }) => key,
          (row) => this.renderRow(row),
        ),
    );
  }

  private renderRow(row: Row): TemplateResult {
    switch (row.type) {
      case 'day':
        return html`<li class="day">
          <time datetime=${new Date(row.at).toISOString()}
            >${dayName(row.at, Date.now(), text)}</time
          >
        </li>`;
      case 'new':
        return html`<li class="new"><span>${text.conversation.newMessages}</span></li>`;
      case 'notice':
        return html`<li class="notice" dir="auto">${text.conversation.notice(row.notice)}</li>`;
      case 'call':
        return renderCallEntry(
          row.call,
          { tabStop: row.key === this.focused, calling: this.calling },
          this.actions,
        );
      case 'message':
        return renderMessage(
          row,
          {
            named: this.conversation.kind !== 'direct',
            tabStop: row.key === this.focused,
            writable: this.conversation.rights.write,
            moderator: this.conversation.rights.removeMessages,
          },
          this.actions,
        );
    }
  }

  private renderEdge(): TemplateResult | typeof nothing {
    if (this.conversation.loading) {
      return html`<p class="edge" role="status">${text.conversation.loading}</p>`;
    }
    switch (this.conversation.older) {
      case 'none':
        return html`<p class="edge">${text.conversation.beginning}</p>`;
      case 'some':
        return html`<p class="edge"></p>`;
      case 'loading':
        return html`<p class="edge" role="status">${text.conversation.older}</p>`;
      case 'failed':
        return html`<p class="edge">
          ${text.conversation.olderFailed}
          <button class="link" type="button" @click=${this.askForOlder}>
            ${text.conversation.retry}
          </button>
        </p>`;
    }
  }

  private renderHello(): TemplateResult {
    const { face, kind, title } = this.conversation;
    const lead =
      kind === 'direct'
        ? text.conversation.emptyLead(title)
        : text.conversation.emptyRoomLead(title);
    return html`<div class="hello">
      <sm-avatar size="large" .subject=${face} .name=${title} .kind=${kind}></sm-avatar>
      <h3>${text.conversation.empty}</h3>
      <p>${lead}</p>
    </div>`;
  }

  private renderTyping(): TemplateResult {
    const { typing } = this.conversation;
    return html`<div class="typing">
      ${
        typing.length === 0
          ? nothing
          : html`<span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>
              <span>${text.conversation.typing(typing)}</span>`
      }
    </div>`;
  }

  private renderLatest(): TemplateResult {
    const { behind } = this;
    const label = behind > 0 ? text.conversation.latestNew(behind) : text.conversation.latest;
    return html`<button
      class="latest ${behind > 0 ? '' : 'plain'}"
      type="button"
      aria-label=${label}
      @click=${this.onLatest}
    >
      ${behind > 0 ? html`<span>${label}</span>` : nothing}
      <sm-icon name="down"></sm-icon>
    </button>`;
  }

  /** Once a frame at most: in a busy room every layout of a long transcript counts. */
  protected override async scheduleUpdate(): Promise<void> {
    await nextFrame();
    await super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get('conversation') as OpenConversation | undefined;
    if (before !== undefined) {
      this.scroller?.hold();
      this.noteArrivals(before.items);
    }
  }

  private noteArrivals(before: readonly Item[]): void {
    const known = new Set(before.map(({ key }) => key));
    const lastKnown = this.conversation.items.findLastIndex(({ key }) => known.has(key));
    const arrived = this.conversation.items
      .slice(lastKnown + 1)
      .filter((item): item is Message => item.type === 'message' && !item.own);
    const latest = arrived.at(-1);
    if (latest === undefined || lastKnown < 0) {
      return;
    }
    if (!this.atEnd) {
      this.behind += arrived.length;
    }
    this.spoken = text.conversation.arrived(
      latest.author.name,
      latest.body ?? text.conversation.deleted,
    );
  }

  protected override updated(changed: PropertyValues): void {
    if (this.scroller === undefined) {
      const scroll = this.renderRoot.querySelector<HTMLElement>('.scroll');
      const column = this.renderRoot.querySelector<HTMLElement>('.column');
      if (scroll === null || column === null) {
        return;
      }
      this.scroller = new Scroller(scroll, column);
    }
    if (changed.has('conversation')) {
      this.keepPlace(this.scroller, changed.get('conversation') as OpenConversation | undefined);
    }
  }

  private keepPlace(scroller: Scroller, before: OpenConversation | undefined): void {
    if (!this.started && this.conversation.items.length > 0) {
      this.started = true;
      this.showStart(scroller);
    } else if (scroller.atEnd || this.wroteSince(before)) {
      scroller.toEnd();
    } else if (this.conversation.items[0]?.key !== before?.items[0]?.key) {
      scroller.restore();
    }
    this.look();
  }

  /** Opens at the first unread message if there is one, and at the end otherwise. */
  private showStart(scroller: Scroller): void {
    const marker = this.renderRoot.querySelector<HTMLElement>('.new');
    scroller.toEnd();
    if (marker !== null) {
      const top = marker.getBoundingClientRect().top;
      if (top < this.getBoundingClientRect().top) {
        scroller.show(marker);
      }
    }
  }

  private wroteSince(before: OpenConversation | undefined): boolean {
    const last = this.conversation.items.at(-1);
    return (
      last?.type === 'message' &&
      last.own &&
      last.delivery === 'pending' &&
      last.key !== before?.items.at(-1)?.key
    );
  }

  private look(): void {
    if (this.scroller === undefined) {
      return;
    }
    this.atEnd = this.scroller.atEnd;
    if (this.atEnd) {
      this.behind = 0;
      if (document.visibilityState === 'visible' && document.hasFocus()) {
        this.dispatchEvent(new CustomEvent('read'));
      }
    }
    if (this.started && this.scroller.nearStart && this.conversation.older === 'some') {
      this.askForOlder();
    }
  }

  private readonly askForOlder = (): void => {
    this.dispatchEvent(new CustomEvent('older'));
  };

  private readonly onSight = (): void => {
    this.look();
  };

  private readonly onScroll = (): void => {
    this.scroller?.moved();
    this.look();
  };

  private readonly onLatest = (): void => {
    this.scroller?.toEnd();
    this.look();
  };

  private readonly onFocus = (event: FocusEvent): void => {
    const message = (event.target as HTMLElement).closest<HTMLElement>('.message');
    this.focused = message?.dataset['key'] ?? this.focused;
  };

  // Not every phone gives the focus to what was touched, and the buttons of a message come with it.
  private readonly onClick = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    const selecting = getSelection()?.isCollapsed === false;
    if (!selecting && target.closest('a, button') === null) {
      target.closest<HTMLElement>('.message')?.focus({ preventScroll: true });
    }
  };

  // From the log itself the arrow keys go to the last message, and from there up and down.
  private readonly onKey = (event: KeyboardEvent): void => {
    const messages = [...this.renderRoot.querySelectorAll<HTMLElement>('.message')];
    const current = (event.target as HTMLElement).closest<HTMLElement>('.message');
    const from = current === null ? messages.length : messages.indexOf(current);
    const next = rove(event.key, from, messages.length);
    if (next !== undefined) {
      event.preventDefault();
      messages[next]?.focus();
    }
  };
}

customElements.define('sm-log', MessageLog);
