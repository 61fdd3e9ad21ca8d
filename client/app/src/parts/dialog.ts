import { LitElement, css, html, type TemplateResult } from 'lit';

import { base, buttons } from './controls.js';
import './icon.js';

/**
 * A modal window: in the middle of a wide screen, a sheet from below on a phone.
 *
 * The native element traps the focus, closes on Escape and gives the focus back to whoever had it. Fires
 * `close` when it is shut, whichever way.
 */
class Dialog extends LitElement {
  static override properties = { heading: {}, closeLabel: {} };

  declare heading: string;
  declare closeLabel: string;

  constructor() {
    super();
    this.heading = '';
    this.closeLabel = '';
  }

  static override styles = [
    base,
    buttons,
    css`
      dialog {
        width: min(27rem, calc(100vw - 2rem));
        max-height: min(42rem, calc(var(--app-height) - 2rem));
        padding: 0;
        border: 0;
        border-radius: 1.25rem;
        background: var(--surface);
        color: var(--ink);
        box-shadow: var(--shadow);
        overflow: hidden;
        --ground: var(--surface);
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
        animation: appear var(--easy) ease-out;
      }
      dialog::backdrop {
        background: var(--shade);
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: 1rem 0.75rem 0.5rem 1.25rem;
      }
      h2 {
        font-size: 1.125rem;
        font-weight: 650;
      }
      .body {
        position: relative;
        min-height: 0;
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: 0.25rem 1.25rem calc(1.25rem + env(safe-area-inset-bottom));
        display: flex;
        flex-direction: column;
      }
      @keyframes appear {
        from {
          opacity: 0;
          transform: translateY(0.5rem);
        }
      }
      @media (max-width: 40rem) {
        dialog {
          width: 100vw;
          max-width: none;
          max-height: calc(var(--app-height) - 1.5rem);
          margin: auto 0 0;
          border-end-start-radius: 0;
          border-end-end-radius: 0;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    return html`
      <dialog
        aria-labelledby="heading"
        @close=${this.onClose}
        @click=${this.onClick}
        @keydown=${this.onKey}
      >
        <header>
          <h2 id="heading">${this.heading}</h2>
          <button class="icon" type="button" aria-label=${this.closeLabel} @click=${this.close}>
            <sm-icon name="close"></sm-icon>
          </button>
        </header>
        <div class="body"><slot></slot></div>
      </dialog>
    `;
  }

  protected override firstUpdated(): void {
    this.dialog?.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.dialog?.close();
  }

  readonly close = (): void => {
    this.dialog?.close();
  };

  private get dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog');
  }

  private readonly onClose = (): void => {
    this.dispatchEvent(new CustomEvent('close'));
  };

  // Escape shuts this window alone, and not also what lies behind it.
  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
    }
  };

  // Only the backdrop is the dialog itself as a target: everything inside is a child of it.
  private readonly onClick = (event: MouseEvent): void => {
    if (event.target === this.dialog) {
      this.close();
    }
  };
}

customElements.define('sm-dialog', Dialog);

declare global {
  interface HTMLElementTagNameMap {
    'sm-dialog': Dialog;
  }
}
