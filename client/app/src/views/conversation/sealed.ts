import { LitElement, css, html, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import { base } from '../../parts/controls.js';
import '../../parts/dialog.js';
import '../../parts/icon.js';

/** Says what sealed means, and what it does not mean. Fires `close`. */
class SealedNote extends LitElement {
  static override styles = [
    base,
    css`
      ul {
        display: grid;
        gap: 1.125rem;
        padding: 0.5rem 0 0.25rem;
      }
      li {
        display: flex;
        gap: 0.875rem;
      }
      sm-icon {
        margin-block-start: 0.125rem;
        color: var(--wax);
      }
      li + li sm-icon {
        color: var(--ink-2);
      }
      strong {
        display: block;
        font-weight: 650;
      }
      p {
        color: var(--ink-2);
        margin-block-start: 0.125rem;
      }
    `,
  ];

  override render(): TemplateResult {
    const { heading, relay, relayLead, site, siteLead, close } = text.sealed;
    return html`<sm-dialog .heading=${heading} .closeLabel=${close} @close=${this.onClose}>
      <ul>
        <li>
          <sm-icon size="large" name="seal"></sm-icon>
          <div>
            <strong>${relay}</strong>
            <p>${relayLead}</p>
          </div>
        </li>
        <li>
          <sm-icon size="large" name="eye"></sm-icon>
          <div>
            <strong>${site}</strong>
            <p>${siteLead}</p>
          </div>
        </li>
      </ul>
    </sm-dialog>`;
  }

  private readonly onClose = (): void => {
    this.dispatchEvent(new CustomEvent('close'));
  };
}

customElements.define('sm-sealed', SealedNote);
