import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { text } from '../../messages.js';
import type { Site, Way } from '../../model/types.js';
import { base, buttons, fields, segments } from '../../parts/controls.js';
import { DISCLOSURE } from '../../route.js';
import { Refused, type Refusal, type Store } from '../../store/store.js';
import {
  LABELS,
  SUBMIT_LABELS,
  WAY_LABELS,
  autocompleteOf,
  faultText,
  hintOf,
} from './field-texts.js';
import { FIELDS, faultsOf, type Fault, type FieldName } from './fields.js';
import { form } from './signin.css.js';
import '../../parts/icon.js';

const WAYS: readonly Way[] = ['account', 'register', 'guest'];
const CHARS_MAX: Readonly<Record<FieldName, number>> = {
  login: 64,
  password: 256,
  name: 64,
  email: 254,
};

/** The three ways in: an account, a new account, a guest. */
class SignIn extends LitElement {
  static override properties = {
    store: { attribute: false },
    site: { attribute: false },
    reason: { attribute: false },
    way: {},
    faults: { state: true },
    refusal: { state: true },
    busy: { state: true },
    revealed: { state: true },
  };

  declare store: Store;
  declare site: Site | undefined;
  declare reason: 'expired' | 'erased' | undefined;
  declare way: Way;
  declare private faults: ReadonlyMap<FieldName, Fault>;
  declare private refusal: Refusal | undefined;
  declare private busy: boolean;
  declare private revealed: boolean;

  // Kept over a change of the way, so that nobody types a name twice.
  private readonly values: Partial<Record<FieldName, string>> = {};

  constructor() {
    super();
    this.reason = undefined;
    this.way = 'account';
    this.faults = new Map();
    this.refusal = undefined;
    this.busy = false;
    this.revealed = false;
  }

  static override styles = [base, buttons, fields, segments, form];

  override render(): TemplateResult {
    return html`
      <main>
        <div class="card">
          <img src="icon.svg" alt="" width="72" height="72" />
          <h1>${this.site?.name ?? text.app}</h1>
          <p class="lead" role="status">${text.signIn.lead(this.reason)}</p>
          <form novalidate @submit=${this.onSubmit}>
            ${
              this.ways.length > 1
                ? html`<fieldset class="segments">
                    <legend class="unseen">${text.signIn.ways}</legend>
                    ${this.ways.map((way) => this.renderWay(way))}
                  </fieldset>`
                : nothing
            }
            ${FIELDS[this.way].map((field) => this.renderField(field))}
            <p class="wrong problem" role="alert" ?hidden=${this.refusal === undefined}>
              ${this.refusal === undefined ? nothing : text.refusal(this.refusal)}
            </p>
            <button class="button primary" type="submit" ?disabled=${this.busy}>
              ${this.busy ? text.signIn.busy : SUBMIT_LABELS[this.way]}
            </button>
          </form>
          <p class="about"><a href=${DISCLOSURE}>${text.disclosure.open}</a></p>
        </div>
      </main>
    `;
  }

  protected override willUpdate(): void {
    const [first] = this.ways;
    if (first !== undefined && !this.ways.includes(this.way)) {
      this.way = first;
    }
  }

  private get ways(): readonly Way[] {
    return this.site?.ways ?? WAYS;
  }

  private renderWay(way: Way): TemplateResult {
    return html`<label
      ><input
        type="radio"
        name="way"
        value=${way}
        .checked=${live(way === this.way)}
        @change=${this.onWay}
      />${WAY_LABELS[way]}</label
    >`;
  }

  private renderField(field: FieldName): TemplateResult {
    const fault = this.faults.get(field);
    const hint = hintOf(this.way, field);
    const note = fault === undefined ? hint : faultText(field, fault);
    return html`
      <div class="field">
        <label for=${field}
          >${LABELS[field]}
          ${
            field === 'email'
              ? html`<span class="optional">(${text.signIn.optional})</span>`
              : nothing
          }</label
        >
        <div class="line">
          <input
            id=${field}
            name=${field}
            type=${this.typeOf(field)}
            autocomplete=${autocompleteOf(this.way, field)}
            autocapitalize=${field === 'name' ? 'words' : 'none'}
            spellcheck="false"
            dir="auto"
            maxlength=${CHARS_MAX[field]}
            ?required=${field !== 'email'}
            aria-invalid=${fault === undefined ? 'false' : 'true'}
            aria-describedby=${note === undefined ? nothing : `${field}-note`}
            .value=${live(this.values[field] ?? '')}
            @input=${this.onInput}
          />
          ${field === 'password' ? this.renderReveal() : nothing}
        </div>
        ${
          note === undefined
            ? nothing
            : html`<p class=${fault === undefined ? 'hint' : 'wrong'} id="${field}-note">
                ${note}
              </p>`
        }
      </div>
    `;
  }

  private renderReveal(): TemplateResult {
    return html`<button
      class="icon reveal"
      type="button"
      aria-label=${this.revealed ? text.signIn.hidePassword : text.signIn.showPassword}
      @click=${this.onReveal}
    >
      <sm-icon name=${this.revealed ? 'eyeOff' : 'eye'}></sm-icon>
    </button>`;
  }

  private typeOf(field: FieldName): string {
    if (field === 'password') {
      return this.revealed ? 'text' : 'password';
    }
    return field === 'email' ? 'email' : 'text';
  }

  private readonly onWay = (event: Event): void => {
    const chosen = (event.target as HTMLInputElement).value;
    this.way = WAYS.find((way) => way === chosen) ?? this.way;
    this.faults = new Map();
    this.refusal = undefined;
  };

  private readonly onInput = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const field = input.name as FieldName;
    this.values[field] = input.value;
    // A fault goes as soon as it is mended; new ones wait for the button, to let people type.
    if (this.faults.has(field) && !faultsOf(this.way, this.values).has(field)) {
      this.faults = new Map([...this.faults].filter(([name]) => name !== field));
    }
  };

  private readonly onReveal = (): void => {
    this.revealed = !this.revealed;
  };

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    if (!this.busy) {
      void this.submit();
    }
  };

  private async submit(): Promise<void> {
    this.refusal = undefined;
    this.faults = faultsOf(this.way, this.values);
    const [firstFault] = this.faults.keys();
    if (firstFault !== undefined) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLInputElement>(`#${firstFault}`)?.focus();
      return;
    }
    this.busy = true;
    try {
      await this.enter();
    } catch (error) {
      this.refusal = Refused.of(error);
    } finally {
      this.busy = false;
    }
  }

  private enter(): Promise<void> {
    const value = (field: FieldName): string => (this.values[field] ?? '').trim();
    const password = this.values.password ?? '';
    switch (this.way) {
      case 'account':
        return this.store.signIn(value('login'), password);
      case 'register':
        return this.store.register(value('login'), value('name'), password);
      case 'guest':
        return this.store.continueAsGuest(value('name'), value('email') || undefined);
    }
  }
}

customElements.define('sm-sign-in', SignIn);
