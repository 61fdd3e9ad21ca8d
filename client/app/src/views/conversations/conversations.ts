import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { text } from '../../messages.js';
import { filtered } from '../../model/filter.js';
import { rove } from '../../model/roving.js';
import type { Connection, Person, Summary } from '../../model/types.js';
import { base, buttons, fields } from '../../parts/controls.js';
import { goTo } from '../../route.js';
import { pane } from './conversations.css.js';
import { renderRow } from './row.js';
import '../../parts/avatar.js';
import '../../parts/connection.js';
import '../../parts/icon.js';

/** Times such as "12:04" turn into "Yesterday" while nothing else happens. */
const CLOCK_MS = 60_000;

/**
 * The list of conversations. Fires `start` and `account` for the two windows that open from here, and `again` when
 * the open conversation was chosen once more.
 */
class Conversations extends LitElement {
  static override properties = {
    me: { attribute: false },
    conversations: { attribute: false },
    chosen: {},
    connection: {},
    loading: { type: Boolean },
    query: { state: true },
    focused: { state: true },
  };

  declare me: Person;
  declare conversations: readonly Summary[];
  declare chosen: string | undefined;
  declare connection: Connection;
  declare loading: boolean;
  declare private query: string;
  declare private focused: string | undefined;
  private clock: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.conversations = [];
    this.connection = 'live';
    this.loading = false;
    this.query = '';
  }

  static override styles = [base, buttons, fields, pane];

  override connectedCallback(): void {
    super.connectedCallback();
    this.clock = setInterval(() => {
      this.requestUpdate();
    }, CLOCK_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.clock);
  }

  override render(): TemplateResult {
    return html`
      <header>
        <img src="icon.svg" alt="" width="28" height="28" />
        <h2>${text.list.heading}</h2>
        <button class="icon" type="button" aria-label=${text.list.start} @click=${this.onStart}>
          <sm-icon name="compose"></sm-icon>
        </button>
        <button
          class="account"
          type="button"
          aria-label=${text.list.account(this.me.name)}
          @click=${this.onAccount}
        >
          <sm-avatar size="small" .subject=${this.me.id} .name=${this.me.name}></sm-avatar>
        </button>
      </header>
      <sm-connection .connection=${this.connection}></sm-connection>
      ${this.conversations.length > 0 ? this.renderFilter() : nothing}
      <div class="scroll">${this.renderList()}</div>
    `;
  }

  private renderFilter(): TemplateResult {
    return html`<div class="search">
      <sm-icon name="search"></sm-icon>
      <input
        type="search"
        dir="auto"
        maxlength="128"
        autocomplete="off"
        aria-label=${text.list.filter}
        placeholder=${text.list.filter}
        @input=${this.onFilter}
        @keydown=${this.onFilterKey}
      />
    </div>`;
  }

  private renderList(): TemplateResult {
    if (this.loading && this.conversations.length === 0) {
      return html`<p class="unseen" role="status">${text.list.loading}</p>
        <div class="ghost"></div>
        <div class="ghost"></div>
        <div class="ghost"></div>`;
    }
    if (this.conversations.length === 0) {
      return html`<div class="none">
        <h3>${text.list.none}</h3>
        <p>${text.list.noneLead}</p>
        <button class="button primary" type="button" @click=${this.onStart}>
          <sm-icon name="plus"></sm-icon>${text.list.start}
        </button>
      </div>`;
    }
    const shown = this.shown;
    if (shown.length === 0) {
      return html`<p class="none" role="status">${text.list.noneMatch(this.query.trim())}</p>`;
    }
    const now = Date.now();
    const tabStop = this.tabStopIn(shown);
    return html`<ul @keydown=${this.onKey} @focusin=${this.onFocus} @click=${this.onClick}>
      ${repeat(
        shown,
        ({ id }) => id,
        (summary) =>
          html`<li>
            ${renderRow(summary, {
              chosen: summary.id === this.chosen,
              tabStop: summary.id === tabStop,
              now,
            })}
          </li>`,
      )}
    </ul>`;
  }

  private get shown(): readonly Summary[] {
    return filtered(this.conversations, this.query);
  }

  private tabStopIn(shown: readonly Summary[]): string | undefined {
    const wanted = [this.focused, this.chosen, shown[0]?.id];
    return wanted.find((id) => shown.some((summary) => summary.id === id));
  }

  /** Gives the focus to the row of the open conversation, or to the first one. */
  focusList(): void {
    this.renderRoot.querySelector<HTMLElement>('.row[tabindex="0"]')?.focus();
  }

  private focusRow(index: number): void {
    this.renderRoot.querySelectorAll<HTMLElement>('.row')[index]?.focus();
  }

  private readonly onStart = (): void => {
    this.dispatchEvent(new CustomEvent('start'));
  };

  private readonly onAccount = (): void => {
    this.dispatchEvent(new CustomEvent('account'));
  };

  private readonly onFilter = (event: Event): void => {
    this.query = (event.target as HTMLInputElement).value;
  };

  private readonly onFilterKey = (event: KeyboardEvent): void => {
    const input = event.target as HTMLInputElement;
    const first = this.shown[0];
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.focusRow(0);
    } else if (event.key === 'Enter' && first !== undefined && !event.isComposing) {
      goTo(first.id);
    } else if (event.key === 'Escape' && input.value !== '') {
      event.stopPropagation();
      input.value = '';
      this.query = '';
    }
  };

  private readonly onFocus = (event: FocusEvent): void => {
    this.focused = (event.target as HTMLElement).dataset['id'];
  };

  /** The address does not change then, so nobody else would notice. */
  private readonly onClick = (event: Event): void => {
    const row = (event.target as Element).closest<HTMLElement>('.row');
    if (row !== null && row.dataset['id'] === this.chosen) {
      this.dispatchEvent(new CustomEvent('again'));
    }
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const shown = this.shown;
    const next = rove(
      event.key,
      shown.findIndex(({ id }) => id === this.focused),
      shown.length,
    );
    if (next !== undefined) {
      event.preventDefault();
      this.focusRow(next);
    }
  };
}

customElements.define('sm-conversations', Conversations);

declare global {
  interface HTMLElementTagNameMap {
    'sm-conversations': Conversations;
  }
}
