import { LitElement, html, type TemplateResult } from 'lit';
import type { Disclosure } from '@sealmesh/sdk';

import { text } from '../../messages.js';
import { base, buttons } from '../../parts/controls.js';
import { privacy } from './privacy.css.js';

/** A privacy policy to begin with, to be copied. */
class Policy extends LitElement {
  static override properties = { told: { attribute: false }, news: { state: true } };

  declare told: Disclosure;
  declare private news: string;

  static override styles = [base, buttons, privacy];

  constructor() {
    super();
    this.news = '';
  }

  override render(): TemplateResult {
    return html`<section aria-labelledby="policy">
      <h2 id="policy">${text.privacy.policy}</h2>
      <p class="lead">${text.privacy.policyLead}</p>
      <textarea
        readonly
        aria-labelledby="policy"
        .value=${text.privacy.policyText(this.told)}
      ></textarea>
      <div class="copy">
        <button class="button" type="button" @click=${this.onCopy}>${text.privacy.copy}</button>
        <span role="status">${this.news}</span>
      </div>
    </section>`;
  }

  // Only pages that came by HTTPS may write to the clipboard.
  private readonly onCopy = async (): Promise<void> => {
    const field = this.renderRoot.querySelector('textarea');
    field?.select();
    const around: { readonly clipboard?: Clipboard } = navigator;
    try {
      await around.clipboard?.writeText(field?.value ?? '');
      this.news = around.clipboard === undefined ? text.privacy.selected : text.privacy.copied;
    } catch {
      this.news = text.privacy.selected;
    }
  };
}

customElements.define('sm-policy', Policy);

declare global {
  interface HTMLElementTagNameMap {
    'sm-policy': Policy;
  }
}
