import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';

import { text } from '../messages.js';
import type { Connection } from '../model/types.js';
import { base, buttons } from './controls.js';
import type { IconName } from './icon.js';
import './icon.js';

/** Most reconnects take less: nobody needs to hear of those. */
const PATIENCE_MS = 1_500;

const DRAWN: Readonly<Record<Connection, IconName>> = {
  live: 'cloud',
  connecting: 'cloud',
  reconnecting: 'cloud',
  polling: 'cloud',
  offline: 'offline',
  stopped: 'alert',
};

/** A quiet line that says how messages reach this page, when it is not the usual way. */
class ConnectionLine extends LitElement {
  static override properties = { connection: {}, shown: { state: true } };

  declare connection: Connection;
  declare private shown: Connection;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.connection = 'live';
    this.shown = 'live';
  }

  static override styles = [
    base,
    buttons,
    css`
      p {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        margin: 0 0.75rem 0.5rem;
        padding: 0.5rem 0.75rem;
        border-radius: var(--round);
        background: var(--paper-hover);
        color: var(--ink);
        font-size: var(--small);
        line-height: 1.35;
        animation: appear var(--easy) ease-out;
      }
      sm-icon {
        color: var(--ink-2);
      }
      @keyframes appear {
        from {
          opacity: 0;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<div role="status">
      ${
        this.shown === 'live'
          ? nothing
          : html`<p>
              <sm-icon name=${DRAWN[this.shown]}></sm-icon>
              <span>${text.connection(this.shown)}</span>
              ${
                this.shown === 'stopped'
                  ? html`<button class="link" type="button" @click=${this.onReload}>
                      ${text.reload}
                    </button>`
                  : nothing
              }
            </p>`
      }
    </div>`;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('connection')) {
      return;
    }
    clearTimeout(this.timer);
    const brief = this.connection === 'connecting' || this.connection === 'reconnecting';
    if (!brief || this.shown !== 'live') {
      this.shown = this.connection;
      return;
    }
    this.timer = setTimeout(() => {
      this.shown = this.connection;
    }, PATIENCE_MS);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  private readonly onReload = (): void => {
    location.reload();
  };
}

customElements.define('sm-connection', ConnectionLine);
