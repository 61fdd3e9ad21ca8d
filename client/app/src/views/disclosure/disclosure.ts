import { LitElement, html, nothing, type TemplateResult } from 'lit';
import {
  STORED_PLACES,
  type DisclosedConnection,
  type Disclosure,
  type Stored,
  type StoredPlace,
} from '@sealmesh/sdk';

import { text } from '../../messages.js';
import { base, buttons } from '../../parts/controls.js';
import { page } from '../../parts/page.js';
import type { DisclosureWatch } from '../../store/disclosure-watch.js';
import { disclosure } from './disclosure.css.js';
import '../../parts/icon.js';

/**
 * What the site keeps, where and for how long, and whom a browser talks to: for anybody, signed in or
 * not. Fires `back`.
 */
class DisclosurePage extends LitElement {
  static override properties = { watch: { attribute: false } };

  declare watch: DisclosureWatch;
  private unsubscribe: (() => void) | undefined;

  static override styles = [base, buttons, page, disclosure];

  override connectedCallback(): void {
    super.connectedCallback();
    this.unsubscribe = this.watch.subscribe(() => {
      this.requestUpdate();
    });
    this.watch.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unsubscribe?.();
    this.watch.stop();
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
  }

  override render(): TemplateResult {
    return html`<header>
        <button class="icon" type="button" aria-label=${text.disclosure.back} @click=${this.onBack}>
          <sm-icon name="back"></sm-icon>
        </button>
        <div class="name">
          <h1 tabindex="-1">${text.disclosure.heading}</h1>
          <p class="from">${text.disclosure.lead}</p>
        </div>
      </header>
      <main class="sheet">${this.renderBody()}</main>`;
  }

  private renderBody(): TemplateResult {
    const { disclosure: told, unheard } = this.watch;
    if (told !== undefined) {
      return renderTold(told);
    }
    return unheard === undefined
      ? html`<div class="none" role="status"><p>${text.disclosure.loading}</p></div>`
      : html`<div class="none" role="alert">
          <p>${text.refusal(unheard)}</p>
          <button class="button" type="button" @click=${this.onAgain}>
            ${text.disclosure.again}
          </button>
        </div>`;
  }

  private readonly onAgain = (): void => {
    void this.watch.look();
  };

  private readonly onBack = (): void => {
    this.dispatchEvent(new CustomEvent('back'));
  };
}

function renderTold(told: Disclosure): TemplateResult {
  return html`<dl class="facts">
      ${text.disclosure.facts(told.messages).map(
        ([icon, name, lead]) =>
          html`<div>
            <dt><sm-icon name=${icon}></sm-icon>${name}</dt>
            <dd>${lead}</dd>
          </div>`,
      )}
    </dl>
    <section aria-labelledby="kept">
      <h2 id="kept">${text.disclosure.kept}</h2>
      ${STORED_PLACES.map((place) => renderPlace(told, place))}
    </section>
    <section aria-labelledby="connections">
      <h2 id="connections">${text.disclosure.connections}</h2>
      <p class="lead">${text.disclosure.connectionsLead}</p>
      <ul class="card rows">
        ${told.connections.map(renderConnection)}
      </ul>
      <details>
        <summary>${text.disclosure.rule}</summary>
        <p>${text.disclosure.ruleLead}</p>
        <code>${told.contentSecurityPolicy}</code>
      </details>
    </section>
    ${renderWho(told)}`;
}

function renderPlace(told: Disclosure, place: StoredPlace): TemplateResult | typeof nothing {
  const stored = told.stored.filter((one) => one.place === place);
  if (stored.length === 0) {
    return nothing;
  }
  const where = whereOf(told, place);
  return html`<div class="card">
    <h3>
      ${text.disclosure.place(place)}
      ${where === undefined ? nothing : html`<small dir="auto">${where}</small>`}
    </h3>
    <ul class="rows">
      ${stored.map((one) => renderStored(one, told.erased))}
    </ul>
  </div>`;
}

function whereOf({ places, database }: Disclosure, place: StoredPlace): string | undefined {
  switch (place) {
    case 'database':
      return places.database ?? text.disclosure.engine(database);
    case 'disk':
    case 'memory':
      return places.origin;
    case 'relays':
      return places.relays;
    case 'browser':
      return undefined;
  }
}

function renderStored(one: Stored, erased: Disclosure['erased']): TemplateResult {
  const [name, detail] = text.disclosure.what(one.what);
  return html`<li class="row" data-stored=${one.what}>
    <div>
      <strong>${name}</strong>
      <p>${detail}</p>
    </div>
    <p class="until">${text.disclosure.keptFor(one, erased)}</p>
  </li>`;
}

function renderConnection({ purpose, url, enforced }: DisclosedConnection): TemplateResult {
  const [name, detail] = text.disclosure.purpose(purpose);
  return html`<li class="row" data-connection=${purpose}>
    <div>
      <strong>${name}</strong>
      ${url === undefined ? nothing : html`<p class="host">${url}</p>`}
      <p>${detail}</p>
    </div>
    ${
      enforced
        ? html`<p class="until held">
            <sm-icon name="check" size="small"></sm-icon>${text.disclosure.enforced}
          </p>`
        : html`<p class="until open">${text.disclosure.unenforced}</p>`
    }
  </li>`;
}

function renderWho({ operator, contact, policy }: Disclosure): TemplateResult {
  return html`<section class="who" aria-labelledby="who">
    <h2 id="who">${text.disclosure.who}</h2>
    <p dir="auto">${operator ?? text.disclosure.nobody}</p>
    ${
      contact === undefined
        ? nothing
        : html`<p><span>${text.disclosure.contact}</span><br /><bdi>${contact}</bdi></p>`
    }
    ${
      policy === undefined
        ? nothing
        : html`<p>
            <a href=${policy} target="_blank" rel="noopener noreferrer"
              >${text.disclosure.policy}</a
            >
          </p>`
    }
  </section>`;
}

customElements.define('sm-disclosure', DisclosurePage);

declare global {
  interface HTMLElementTagNameMap {
    'sm-disclosure': DisclosurePage;
  }
}
