import { LitElement, css, html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import { keptForMs } from '../../model/kept.js';
import type { ConversationKind } from '../../model/types.js';
import { base } from '../../parts/controls.js';
import type { DisclosureWatch } from '../../store/disclosure-watch.js';

/** For how long a conversation is kept: by the site's settings, or by what was decided for this one. */
class Kept extends LitElement {
  static override properties = { watch: { attribute: false }, kind: {}, own: { attribute: false } };

  declare watch: DisclosureWatch;
  declare kind: ConversationKind;
  /** An age of its own, in milliseconds. */
  declare own: number | undefined;
  private unsubscribe: (() => void) | undefined;

  static override styles = [
    base,
    css`
      p {
        margin: 0;
        padding: 0 0 1rem;
        text-align: center;
        text-wrap: balance;
        color: var(--ink-2);
        font-size: 0.875rem;
      }
    `,
  ];

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

  override render(): TemplateResult | typeof nothing {
    const ms = keptForMs(this.kind, this.own, this.watch.disclosure?.stored);
    return ms === undefined ? nothing : html`<p>${text.members.kept(ms)}</p>`;
  }
}

customElements.define('sm-kept', Kept);

declare global {
  interface HTMLElementTagNameMap {
    'sm-kept': Kept;
  }
}
