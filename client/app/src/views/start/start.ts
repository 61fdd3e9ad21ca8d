import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { text } from '../../messages.js';
import type { Person, Room } from '../../model/types.js';
import { base, buttons, fields, segments } from '../../parts/controls.js';
import { Refused, type Refusal, type Store } from '../../store/store.js';
import { Search } from './search.js';
import { start } from './start.css.js';
import '../../parts/avatar.js';
import '../../parts/dialog.js';
import '../../parts/icon.js';

type Way = 'person' | 'group' | 'room';

const WAYS: readonly Way[] = ['person', 'group', 'room'];
const TITLE_CHARS_MAX = 128;

/**
 * Starts a direct conversation, a group or a room, or, with `adding`, adds people to the open conversation.
 * Fires `close`, and `started` with the conversation's id.
 */
class Start extends LitElement {
  static override properties = {
    store: { attribute: false },
    adding: { type: Boolean },
    way: {},
    chosen: { state: true },
    heading: { state: true },
    query: { state: true },
    refusal: { state: true },
    busy: { state: true },
  };

  declare store: Store;
  declare adding: boolean;
  declare way: Way;
  declare private chosen: readonly Person[];
  declare private heading: string;
  declare private query: string;
  declare private refusal: Refusal | undefined;
  declare private busy: boolean;

  private readonly people = new Search<Person>(this, (query) => this.store.findPeople(query));
  private readonly rooms = new Search<Room>(this, (query) => this.store.findRooms(query));

  constructor() {
    super();
    this.adding = false;
    this.way = 'person';
    this.chosen = [];
    this.heading = '';
    this.query = '';
    this.refusal = undefined;
    this.busy = false;
  }

  static override styles = [base, buttons, fields, segments, start];

  override render(): TemplateResult {
    const heading = this.adding ? text.start.addHeading : text.start.heading;
    return html`<sm-dialog
      .heading=${heading}
      .closeLabel=${text.start.close}
      @close=${this.onClose}
    >
      ${this.adding ? nothing : this.renderWays()}
      ${this.way === 'room' ? this.renderRooms() : this.renderPeople()}
      <p class="wrong" role="alert" ?hidden=${this.refusal === undefined}>
        ${this.refusal === undefined ? nothing : text.refusal(this.refusal)}
      </p>
      ${this.renderSubmit()}
    </sm-dialog>`;
  }

  private renderWays(): TemplateResult {
    return html`<fieldset class="segments">
      <legend class="unseen">${text.start.ways}</legend>
      ${WAYS.map(
        (way) =>
          html`<label
            ><input
              type="radio"
              name="way"
              value=${way}
              .checked=${live(way === this.way)}
              @change=${this.onWay}
            />${text.start[way]}</label
          >`,
      )}
    </fieldset>`;
  }

  private renderPeople(): TemplateResult {
    const many = this.adding || this.way === 'group';
    return html`
      ${this.way === 'group' && !this.adding ? this.renderTitle(text.start.groupTitle) : nothing}
      ${this.renderSearch(text.start.find)}
      ${many && this.chosen.length > 0 ? this.renderChosen() : nothing}
      <div class="results">
        ${this.renderFound(this.people, (person) => this.renderPerson(person))}
      </div>
    `;
  }

  private renderRooms(): TemplateResult {
    return html`
      ${this.renderSearch(text.start.findRooms)}
      <div class="results">${this.renderFound(this.rooms, (room) => this.renderRoom(room))}</div>
      ${this.renderTitle(text.start.roomTitle)}
    `;
  }

  private renderTitle(label: string): TemplateResult {
    return html`<div class="field">
      <label for="title">${label}</label>
      <input
        id="title"
        dir="auto"
        autocomplete="off"
        maxlength=${TITLE_CHARS_MAX}
        .value=${live(this.heading)}
        @input=${this.onTitle}
      />
    </div>`;
  }

  private renderSearch(label: string): TemplateResult {
    return html`<div class="search">
      <sm-icon name="search"></sm-icon>
      <input
        id="query"
        type="search"
        dir="auto"
        autocomplete="off"
        maxlength="64"
        aria-label=${label}
        placeholder=${label}
        .value=${live(this.query)}
        @input=${this.onQuery}
      />
    </div>`;
  }

  private renderFound<T>(search: Search<T>, row: (result: T) => TemplateResult): TemplateResult {
    const { found } = search;
    switch (found.state) {
      case 'idle':
        return html`<p class="note">${text.start.typeToFind}</p>`;
      case 'searching':
        return html`<p class="note" role="status">${text.start.searching}</p>`;
      case 'refused':
        return html`<p class="note" role="status">${text.refusal(found.refusal)}</p>`;
      case 'found':
        return found.results.length === 0
          ? html`<p class="note" role="status">${this.nothingFor(found.query)}</p>`
          : html`<p class="unseen" role="status">${text.start.found(found.results.length)}</p>
              <ul>
                ${found.results.map((result) => html`<li>${row(result)}</li>`)}
              </ul>`;
    }
  }

  private nothingFor(query: string): string {
    if (this.way === 'room') {
      return query === '' ? text.start.noRooms : text.start.noRoomsFor(query);
    }
    return text.start.nobody(query);
  }

  private renderPerson(person: Person): TemplateResult {
    const many = this.adding || this.way === 'group';
    const chosen = this.chosen.some(({ id }) => id === person.id);
    return html`<button
      class="person"
      type="button"
      aria-pressed=${many ? (chosen ? 'true' : 'false') : nothing}
      ?disabled=${this.busy}
      @click=${() => {
        this.onPerson(person);
      }}
    >
      <sm-avatar size="small" .subject=${person.id} .name=${person.name}></sm-avatar>
      <span class="cut"><bdi>${person.name}</bdi></span>
      ${many && chosen ? html`<sm-icon name="check"></sm-icon>` : nothing}
    </button>`;
  }

  private renderRoom(room: Room): TemplateResult {
    return html`<button
      class="person"
      type="button"
      ?disabled=${this.busy}
      @click=${() => {
        void this.start(room.joined ? Promise.resolve(room.id) : this.store.joinRoom(room.id));
      }}
    >
      <sm-avatar size="small" kind="room" .subject=${room.id} .name=${room.title}></sm-avatar>
      <span class="cut"
        ><bdi>${room.title}</bdi
        ><span class="sub">${text.start.members(room.memberCount)}</span></span
      >
      <span class="link">${room.joined ? text.start.enter : text.start.join}</span>
    </button>`;
  }

  private renderChosen(): TemplateResult {
    return html`<div class="chosen" role="group" aria-label=${text.start.chosen}>
      ${this.chosen.map(
        (person) =>
          html`<button
            class="chip"
            type="button"
            aria-label=${text.start.unchoose(person.name)}
            @click=${() => {
              this.toggle(person);
            }}
          >
            <span class="cut"><bdi>${person.name}</bdi></span>
            <sm-icon name="close" size="small"></sm-icon>
          </button>`,
      )}
    </div>`;
  }

  private renderSubmit(): TemplateResult | typeof nothing {
    const people = this.chosen.length;
    if (this.adding) {
      return this.renderButton(text.start.add(people), people > 0, this.onAddChosen);
    }
    const titled = this.heading.trim() !== '';
    switch (this.way) {
      case 'person':
        return nothing;
      case 'group':
        return this.renderButton(
          text.start.createGroup(people),
          titled && people > 0,
          this.onGroup,
        );
      case 'room':
        return this.renderButton(text.start.createRoom, titled, this.onRoom);
    }
  }

  private renderButton(label: string, ready: boolean, action: () => void): TemplateResult {
    return html`<button
      class="button primary wide"
      type="button"
      ?disabled=${!ready || this.busy}
      @click=${action}
    >
      ${label}
    </button>`;
  }

  protected override firstUpdated(): void {
    // The window is shown by its own first update, which comes after this one.
    void this.focusFirst();
  }

  private async focusFirst(): Promise<void> {
    await this.renderRoot.querySelector('sm-dialog')?.updateComplete;
    this.renderRoot.querySelector<HTMLElement>('#query')?.focus();
  }

  private toggle(person: Person): void {
    this.chosen = this.chosen.some(({ id }) => id === person.id)
      ? this.chosen.filter(({ id }) => id !== person.id)
      : [...this.chosen, person];
  }

  private readonly onWay = (event: Event): void => {
    const value = (event.target as HTMLInputElement).value;
    this.way = WAYS.find((way) => way === value) ?? this.way;
    this.refusal = undefined;
    this.query = '';
    this.people.clear();
    if (this.way === 'room') {
      this.rooms.now('');
    }
  };

  private readonly onQuery = (event: Event): void => {
    this.query = (event.target as HTMLInputElement).value;
    if (this.way === 'room') {
      this.rooms.type(this.query);
    } else if (this.query.trim() === '') {
      this.people.clear();
    } else {
      this.people.type(this.query);
    }
  };

  private readonly onTitle = (event: Event): void => {
    this.heading = (event.target as HTMLInputElement).value;
  };

  private onPerson(person: Person): void {
    if (this.adding || this.way === 'group') {
      this.toggle(person);
    } else {
      void this.start(this.store.startDirect(person.id));
    }
  }

  private readonly onGroup = (): void => {
    const ids = this.chosen.map(({ id }) => id);
    void this.start(this.store.createGroup(this.heading.trim(), ids));
  };

  private readonly onRoom = (): void => {
    void this.start(this.store.createRoom(this.heading.trim()));
  };

  private readonly onAddChosen = (): void => {
    void this.attempt(async () => {
      await this.store.addMembers(this.chosen.map(({ id }) => id));
      this.dispatchEvent(new CustomEvent('close'));
    });
  };

  private start(work: Promise<string>): Promise<void> {
    return this.attempt(async () => {
      this.dispatchEvent(new CustomEvent<string>('started', { detail: await work }));
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.refusal = undefined;
    try {
      await work();
    } catch (error) {
      this.refusal = Refused.of(error);
    } finally {
      this.busy = false;
    }
  }

  private readonly onClose = (): void => {
    this.dispatchEvent(new CustomEvent('close'));
  };
}

customElements.define('sm-start', Start);
