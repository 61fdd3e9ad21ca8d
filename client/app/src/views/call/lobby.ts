import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { text } from '../../messages.js';
import { cameTo, shownOf } from '../../model/group-call.js';
import type { Person } from '../../model/types.js';
import { base, buttons } from '../../parts/controls.js';
import type { Calls } from '../../store/store.js';
import { lobby } from './lobby.css.js';
import '../../parts/avatar.js';
import '../../parts/icon.js';

/**
 * Who waits to be let in, for hosts: a card over the corner in which one's own picture stands, so that it lies
 * on nobody else's face and moves no tile.
 *
 * It is there, and empty, while nobody waits: what comes into it is spoken. Fires `done` when the focus was on
 * the last one who waited.
 */
class CallLobby extends LitElement {
  static override properties = {
    calls: { attribute: false },
    waiting: { attribute: false },
    small: { type: Boolean, reflect: true },
    folded: { state: true },
    all: { state: true },
  };

  declare calls: Calls;
  declare waiting: readonly Person[];
  /** Nothing of it is seen while the call is a bar; it is spoken nevertheless. */
  declare small: boolean;
  declare private folded: boolean;
  /** Whether all are shown, and not the first ones alone. */
  declare private all: boolean;
  private told: readonly Person[] = [];
  /** Whoever had the focus waits no more. */
  private focusLost = false;

  constructor() {
    super();
    this.waiting = [];
    this.small = false;
    this.folded = false;
    this.all = false;
  }

  static override styles = [base, buttons, lobby];

  override render(): TemplateResult {
    const { waiting, told, small } = this;
    return html`
      <p class="unseen" role="status">
        ${told.length === 0 ? nothing : text.call.group.knocked(told.map(({ name }) => name))}
      </p>
      ${waiting.length === 0 || small ? nothing : this.renderCard()}
    `;
  }

  private renderCard(): TemplateResult {
    const { waiting, folded, all } = this;
    const { shown, more } = shownOf(waiting, all ? 'all' : 'first');
    const words = text.call.group.knocking(waiting.length);
    return html`<section class="card" tabindex="-1" aria-label=${words} @keydown=${this.onKey}>
      <h3>
        <sm-icon name="door"></sm-icon>
        <span class="cut">${words}</span>
        <button
          class="icon fold"
          type="button"
          aria-label=${text.call.group.knockingShow}
          title=${text.call.group.knockingShow}
          aria-expanded=${folded ? 'false' : 'true'}
          @click=${this.onFold}
        >
          <sm-icon name="fold"></sm-icon>
        </button>
      </h3>
      ${
        folded
          ? nothing
          : html`<ul>
              ${repeat(
                shown,
                ({ id }) => id,
                (person) => this.renderPerson(person),
              )}
            </ul>`
      }
      ${
        folded || (more === 0 && !all)
          ? nothing
          : html`<button
              class="link more"
              type="button"
              aria-expanded=${all ? 'true' : 'false'}
              @click=${this.onMore}
            >
              ${all ? text.call.group.fewer : text.call.group.more(more)}
            </button>`
      }
    </section>`;
  }

  private renderPerson({ id, name }: Person): TemplateResult {
    return html`<li>
      <sm-avatar size="small" .subject=${id} .name=${name}></sm-avatar>
      <span class="name" title=${name}><bdi>${name}</bdi></span>
      <button
        class="button"
        type="button"
        data-user=${id}
        aria-label=${text.call.group.turnAwayWhom(name)}
        @click=${(event: MouseEvent) => {
          if (isMeant(event)) {
            this.calls.turnAway(id);
          }
        }}
      >
        ${text.call.group.turnAway}
      </button>
      <button
        class="button primary"
        type="button"
        data-user=${id}
        aria-label=${text.call.group.admitWhom(name)}
        @click=${(event: MouseEvent) => {
          if (isMeant(event)) {
            this.calls.admit(id);
          }
        }}
      >
        ${text.call.group.admit}
      </button>
    </li>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('waiting')) {
      return;
    }
    const before = (changed.get('waiting') as readonly Person[] | undefined) ?? [];
    const came = cameTo(before, this.waiting);
    if (came.length > 0) {
      // Whoever folded it away knew who was in it then.
      this.folded = false;
      this.told = came;
    }
    if (this.waiting.length === 0) {
      this.told = [];
    }
    this.all &&= shownOf(this.waiting, 'first').more > 0;
    const focused = this.shadowRoot?.activeElement;
    const user = focused instanceof HTMLElement ? focused.dataset['user'] : undefined;
    this.focusLost = user !== undefined && !this.waiting.some(({ id }) => id === user);
  }

  protected override updated(): void {
    if (!this.focusLost) {
      return;
    }
    this.focusLost = false;
    const card = this.renderRoot.querySelector<HTMLElement>('.card');
    if (card === null) {
      this.dispatchEvent(new CustomEvent('done'));
    } else {
      // Not the next one's button: a key that was meant for somebody must not let in somebody else.
      card.focus();
    }
  }

  // A key that is held down is one wish.
  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.repeat && (event.key === 'Enter' || event.key === ' ')) {
      event.preventDefault();
    }
  };

  private readonly onFold = (): void => {
    this.folded = !this.folded;
  };

  private readonly onMore = (): void => {
    this.all = !this.all;
  };
}

/** The others move up when one is let in: the second half of a double click would hit whom nobody meant. */
function isMeant({ detail }: MouseEvent): boolean {
  return detail <= 1;
}

customElements.define('sm-call-lobby', CallLobby);

declare global {
  interface HTMLElementTagNameMap {
    'sm-call-lobby': CallLobby;
  }
}
