import { LitElement, html, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import { age, joined } from '../../model/measure.js';
import { concernsOf, type Concern } from '../../model/overview.js';
import { base, buttons } from '../../parts/controls.js';
import { page } from '../../parts/page.js';
import { POLL_MS, type OverviewWatch } from '../../store/overview-watch.js';
import { cards, signs, tables } from './admin.css.js';
import { renderCards } from './cards.js';
import { renderLinks, renderNodes } from './tables.js';
import '../../parts/icon.js';

/** "12 s ago" must grow while no answer comes. */
const CLOCK_MS = 1_000;

/** Two answers may be late; then what stands here is old. */
const OLD_MS = 3 * POLL_MS;

/** How the site is, live for as long as the page is looked at. Fires `back`. */
class Admin extends LitElement {
  static override properties = { watch: { attribute: false } };

  declare watch: OverviewWatch;
  private unsubscribe: (() => void) | undefined;
  private clock: ReturnType<typeof setInterval> | undefined;

  static override styles = [base, buttons, page, signs, cards, tables];

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('visibilitychange', this.onVisibility);
    this.unsubscribe = this.watch.subscribe(() => {
      this.requestUpdate();
    });
    this.onVisibility();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.unsubscribe?.();
    this.rest();
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
  }

  override render(): TemplateResult {
    return html`<header>
        <button class="icon" type="button" aria-label=${text.admin.back} @click=${this.onBack}>
          <sm-icon name="back"></sm-icon>
        </button>
        <div class="name">
          <h1 tabindex="-1">${text.admin.heading}</h1>
          <p class="from cut">
            ${
              this.watch.overview === undefined
                ? text.admin.lead
                : text.admin.from(this.watch.overview.node)
            }
          </p>
        </div>
        ${this.renderPulse()}
      </header>
      <main class="sheet">${this.renderBody()}</main>`;
  }

  private get ageMs(): number | undefined {
    const { heardAt } = this.watch;
    return heardAt === undefined ? undefined : Math.max(0, Date.now() - heardAt);
  }

  private renderPulse(): TemplateResult {
    const { ageMs } = this;
    if (ageMs === undefined) {
      return html``;
    }
    return ageMs > OLD_MS
      ? html`<span class="pulse old">${text.admin.heard(joined(age(ageMs / 1000)))}</span>`
      : html`<span class="pulse">${text.admin.live}</span>`;
  }

  private renderBody(): TemplateResult {
    const { watch } = this;
    if (watch.refusal === 'forbidden') {
      return html`<div class="none" role="alert">
        <h2>${text.admin.forbidden}</h2>
        <p>${text.admin.forbiddenLead}</p>
      </div>`;
    }
    if (watch.overview === undefined) {
      return html`<div class="none" role="status">
        <p>${watch.refusal === undefined ? text.admin.loading : text.refusal(watch.refusal)}</p>
      </div>`;
    }
    const old = (this.ageMs ?? 0) > OLD_MS;
    const { overview, history } = watch;
    return html`${old ? this.renderOld() : renderVerdict(concernsOf(overview))}
      <div class=${old ? 'aged' : ''}>
        ${renderCards(overview, history)} ${renderLinks(overview)} ${renderNodes(overview)}
      </div>`;
  }

  private renderOld(): TemplateResult {
    return html`<section class="verdict bad" role="alert">
      <sm-icon name="offline"></sm-icon>
      <div>
        <h2>${text.admin.unheard}</h2>
        <p>${text.admin.unheardLead}</p>
      </div>
    </section>`;
  }

  private rest(): void {
    this.watch.stop();
    clearInterval(this.clock);
    this.clock = undefined;
  }

  private readonly onVisibility = (): void => {
    if (document.visibilityState !== 'visible') {
      this.rest();
      return;
    }
    this.watch.start();
    this.clock ??= setInterval(() => {
      this.requestUpdate();
    }, CLOCK_MS);
  };

  private readonly onBack = (): void => {
    this.dispatchEvent(new CustomEvent('back'));
  };
}

function renderVerdict(concerns: readonly Concern[]): TemplateResult {
  if (concerns.length === 0) {
    return html`<section class="verdict" role="status">
      <sm-icon name="check"></sm-icon>
      <h2>${text.admin.well}</h2>
    </section>`;
  }
  return html`<section class="verdict bad" role="status">
    <sm-icon name="alert"></sm-icon>
    <div>
      <h2>${text.admin.concerns(concerns.length)}</h2>
      <ul>
        ${concerns.map((concern) => html`<li>${text.admin.concern(concern)}</li>`)}
      </ul>
    </div>
  </section>`;
}

customElements.define('sm-admin', Admin);

declare global {
  interface HTMLElementTagNameMap {
    'sm-admin': Admin;
  }
}
