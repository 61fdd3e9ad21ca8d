import { SUBPROTOCOL } from '@sealmesh/sdk';
import { LitElement, html, type TemplateResult } from 'lit';

class SealmeshApp extends LitElement {
  override render(): TemplateResult {
    return html`<p>Speaks ${SUBPROTOCOL}.</p>`;
  }
}

customElements.define('sealmesh-app', SealmeshApp);
