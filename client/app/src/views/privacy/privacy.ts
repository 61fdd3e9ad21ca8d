import { LitElement, html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { Privacy } from '../../model/privacy.js';
import { base, buttons } from '../../parts/controls.js';
import { page } from '../../parts/page.js';
import { DISCLOSURE } from '../../route.js';
import type { Store } from '../../store/store.js';
import { Watching } from '../your-data/watching.js';
import type { Wish } from './holding.js';
import {
  renderAudit,
  renderElsewhere,
  renderHolds,
  renderOwnAges,
  renderRequests,
  renderRetention,
  type Doing,
} from './parts.js';
import { privacy } from './privacy.css.js';
import '../../parts/icon.js';
import './holding.js';
import './policy.js';

/** What the site keeps of people, and what was asked for and done about it: for administrators. Fires `back`. */
class PrivacyPage extends LitElement {
  static override properties = { store: { attribute: false } };

  declare store: Store;
  private hadFocus = false;

  static override styles = [base, buttons, page, privacy];

  constructor() {
    super();
    new Watching(this, () => this.store.privacy);
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
  }

  protected override willUpdate(): void {
    this.hadFocus = this.shadowRoot?.activeElement != null;
  }

  /** Whoever stood on a button that is gone goes on at the heading, and on no other button. */
  protected override updated(): void {
    if (this.hadFocus && this.shadowRoot?.activeElement === null) {
      this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
    }
  }

  override render(): TemplateResult {
    return html`<header>
        <button class="icon" type="button" aria-label=${text.privacy.back} @click=${this.onBack}>
          <sm-icon name="back"></sm-icon>
        </button>
        <div class="name">
          <h1 tabindex="-1">${text.privacy.heading}</h1>
          <p class="from">${text.privacy.lead}</p>
        </div>
        <a class="visitor" href=${DISCLOSURE}>${text.privacy.visitor}</a>
      </header>
      <main class="sheet">${this.renderBody()}</main>`;
  }

  private renderBody(): TemplateResult {
    const { privacy: seen, unheard } = this.store.privacy;
    if (unheard === 'forbidden') {
      return html`<div class="none" role="alert">
        <h2>${text.admin.forbidden}</h2>
        <p>${text.admin.forbiddenLead}</p>
      </div>`;
    }
    if (seen !== undefined) {
      return html`${this.renderTrouble()} ${this.renderSeen(seen)}`;
    }
    return html`<div class="none" role="status">
      <p>${unheard === undefined ? text.privacy.loading : text.refusal(unheard)}</p>
      ${
        unheard === undefined
          ? nothing
          : html`<button class="button" type="button" @click=${this.onAgain}>
              ${text.privacy.again}
            </button>`
      }
    </div>`;
  }

  private renderTrouble(): TemplateResult | typeof nothing {
    const { refused, unheard } = this.store.privacy;
    const why = refused?.why ?? unheard;
    return why === undefined
      ? nothing
      : html`<p class="wrong" role="alert">${text.refusal(why)}</p>`;
  }

  private renderSeen(seen: Privacy): TemplateResult {
    const { privacy: watch } = this.store;
    const doing = (act: () => Promise<void>): Doing => ({
      busy: watch.busy,
      act: () => void act(),
    });
    return html`${renderRequests(seen.requests)}
      <section aria-labelledby="retention">
        <h2 id="retention">${text.privacy.retention}</h2>
        ${renderRetention(
          seen.retention,
          doing(() => watch.preview()),
        )}
        ${renderOwnAges(seen.ownAges, ({ conversation }) =>
          doing(() => watch.keepFor(conversation, undefined)),
        )}
      </section>
      <section aria-labelledby="holds">
        <h2 id="holds">${text.privacy.holds}</h2>
        <p class="lead">${text.privacy.holdsLead}</p>
        ${renderHolds(seen.holds, ({ kind, subject }) => doing(() => watch.lift(kind, subject)))}
        <sm-holding .store=${this.store} ?busy=${watch.busy} @wish=${this.onWish}></sm-holding>
      </section>
      ${renderElsewhere(seen.disclosure)}
      <sm-policy .told=${seen.disclosure}></sm-policy>
      ${renderAudit(seen.audit, seen.before === undefined ? undefined : doing(() => watch.earlier()))}`;
  }

  private readonly onWish = ({ detail }: CustomEvent<Wish>): void => {
    const { privacy: watch } = this.store;
    if (detail.kind === 'hold') {
      void watch.hold(detail.of, detail.subject);
    } else {
      void watch.keepFor(detail.subject, detail.keptForMs);
    }
  };

  private readonly onAgain = (): void => {
    void this.store.privacy.look();
  };

  private readonly onBack = (): void => {
    this.dispatchEvent(new CustomEvent('back'));
  };
}

customElements.define('sm-privacy', PrivacyPage);

declare global {
  interface HTMLElementTagNameMap {
    'sm-privacy': PrivacyPage;
  }
}
