import { LitElement, html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { Person } from '../../model/types.js';
import { base, buttons, fields } from '../../parts/controls.js';
import type { Store } from '../../store/store.js';
import { Search } from '../start/search.js';
import { renderButton } from './parts.js';
import { privacy } from './privacy.css.js';

const CONVERSATION = /^[A-Za-z0-9_-]{22}$/;
const DAYS_MAX = 36_500;
const DAY_MS = 86_400_000;

/** Chooses a person to hold, by name, or a conversation to hold or to give an age, by its id. */
class Holding extends LitElement {
  static override properties = {
    store: { attribute: false },
    busy: { type: Boolean },
    wrong: { state: true },
  };

  declare store: Store;
  declare busy: boolean;
  declare private wrong: string | undefined;
  private readonly search = new Search<Person>(this, (query) => this.store.findPeople(query));

  static override styles = [base, buttons, fields, privacy];

  constructor() {
    super();
    this.busy = false;
    this.wrong = undefined;
  }

  override render(): TemplateResult {
    return html`<form @submit=${this.onSubmit}>
        <label for="person">${text.privacy.holdPerson}</label>
        <input
          id="person"
          type="search"
          autocomplete="off"
          maxlength="64"
          @input=${this.onSearch}
        />
      </form>
      ${this.renderFound()}
      <form @submit=${this.onSubmit}>
        <div class="line">
          <div>
            <label for="conversation">${text.privacy.conversation}</label>
            <input
              id="conversation"
              autocomplete="off"
              spellcheck="false"
              maxlength="64"
              aria-describedby="hint"
            />
          </div>
          <div>
            <label for="days">${text.privacy.days}</label>
            <input id="days" inputmode="numeric" autocomplete="off" maxlength="5" />
          </div>
          ${renderButton(text.privacy.holdConversation, { busy: this.busy, act: this.onHold })}
          ${renderButton(text.privacy.setAge, { busy: this.busy, act: this.onAge })}
        </div>
        <p class="hint" id="hint">${text.privacy.conversationHint}</p>
        ${
          this.wrong === undefined ? nothing : html`<p class="wrong" role="alert">${this.wrong}</p>`
        }
      </form>`;
  }

  private renderFound(): TemplateResult | typeof nothing {
    const { found } = this.search;
    switch (found.state) {
      case 'idle':
      case 'searching':
        return nothing;
      case 'refused':
        return html`<p class="wrong" role="alert">${text.refusal(found.refusal)}</p>`;
      case 'found':
        return found.results.length === 0
          ? html`<p class="hint" role="status">${text.privacy.nobody(found.query)}</p>`
          : html`<ul class="rows found">
              ${found.results.map(
                ({ id, name }) =>
                  html`<li class="row">
                    <div class="what"><strong dir="auto">${name}</strong></div>
                    ${renderButton(
                      text.privacy.holdConversation,
                      {
                        busy: this.busy,
                        act: () => {
                          this.clear('#person');
                          this.search.clear();
                          this.tell({ kind: 'hold', of: 'person', subject: id });
                        },
                      },
                      text.privacy.hold(name),
                    )}
                  </li>`,
              )}
            </ul>`;
    }
  }

  private tell(wish: Wish): void {
    this.dispatchEvent(new CustomEvent<Wish>('wish', { detail: wish }));
  }

  private input(selector: string): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>(selector);
  }

  private clear(selector: string): void {
    const input = this.input(selector);
    if (input !== null) {
      input.value = '';
    }
  }

  /** The id that stands there, if it is one; otherwise it is said what is wrong. */
  private conversation(): string | undefined {
    const id =
      this.input('#conversation')
        ?.value.trim()
        .replace(/^.*#\/c\//, '') ?? '';
    this.wrong = CONVERSATION.test(id) ? undefined : text.privacy.badConversation;
    return this.wrong === undefined ? id : undefined;
  }

  private readonly onHold = (): void => {
    const subject = this.conversation();
    if (subject !== undefined) {
      this.clear('#conversation');
      this.tell({ kind: 'hold', of: 'conversation', subject });
    }
  };

  private readonly onAge = (): void => {
    const subject = this.conversation();
    if (subject === undefined) {
      return;
    }
    const typed = this.input('#days')?.value.trim() ?? '';
    const days = /^\d{1,5}$/.test(typed) ? Number(typed) : 0;
    if (days < 1 || days > DAYS_MAX) {
      this.wrong = text.privacy.badDays;
      return;
    }
    this.clear('#conversation');
    this.clear('#days');
    this.tell({ kind: 'age', subject, keptForMs: days * DAY_MS });
  };

  private readonly onSearch = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    if (value.trim() === '') {
      this.search.clear();
    } else {
      this.search.type(value);
    }
  };

  // Enter in a field must do nothing of which there are two kinds.
  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
  };
}

/** What an administrator wants of a person or a conversation. */
export type Wish =
  | { readonly kind: 'hold'; readonly of: 'conversation' | 'person'; readonly subject: string }
  | { readonly kind: 'age'; readonly subject: string; readonly keptForMs: number };

customElements.define('sm-holding', Holding);

declare global {
  interface HTMLElementTagNameMap {
    'sm-holding': Holding;
  }
}
