import { LitElement, css, html, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import { cornerAt, cornerBy, type Corner } from '../../model/call.js';
import { base } from '../../parts/controls.js';

/** So far a finger may tremble before it drags. */
const STILL_PX = 6;

/** One's own picture, as in a mirror. The arrow keys or a drag take it to another corner; fires `corner`. */
class OwnPicture extends LitElement {
  static override properties = {
    stream: { attribute: false },
    corner: { reflect: true },
  };

  declare stream: MediaStream;
  declare corner: Corner;
  private from: { readonly x: number; readonly y: number } | undefined;

  constructor() {
    super();
    this.corner = 'bottom-end';
  }

  static override styles = [
    base,
    css`
      :host {
        position: absolute;
        z-index: 1;
        width: clamp(6rem, 17cqi, 13rem);
        touch-action: none;
      }
      :host([corner^='top']) {
        inset-block-start: var(--clear-top);
      }
      :host([corner^='bottom']) {
        inset-block-end: var(--foot, var(--clear-bottom));
      }
      :host([corner$='start']) {
        inset-inline-start: 1rem;
      }
      :host([corner$='end']) {
        inset-inline-end: 1rem;
      }
      .frame {
        display: block;
        border-radius: 0.875rem;
        overflow: hidden;
        cursor: grab;
        background: var(--stage-raised);
        box-shadow:
          0 0 0 1px rgb(255 255 255 / 0.14),
          0 6px 20px rgb(0 0 0 / 0.4);
      }
      .frame:active {
        cursor: grabbing;
      }
      video {
        display: block;
        width: 100%;
        aspect-ratio: 4 / 3;
        object-fit: cover;
        transform: scaleX(-1);
        pointer-events: none;
      }
      @media (orientation: portrait) and (max-width: 40rem) {
        video {
          aspect-ratio: 3 / 4;
        }
      }
      @media (max-height: 30rem) {
        :host {
          width: 7.5rem;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<div
      class="frame"
      role="group"
      tabindex="0"
      aria-label=${text.call.ownMove}
      @keydown=${this.onKey}
      @pointerdown=${this.onDown}
      @pointermove=${this.onMove}
      @pointerup=${this.onUp}
      @pointercancel=${this.onCancel}
    >
      <video autoplay playsinline .muted=${true} .srcObject=${this.stream}></video>
    </div>`;
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const corner = cornerBy(event.key, this.corner);
    if (corner !== undefined) {
      event.preventDefault();
      this.moveTo(corner);
    }
  };

  private readonly onDown = (event: PointerEvent): void => {
    this.from = { x: event.clientX, y: event.clientY };
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  };

  private readonly onMove = (event: PointerEvent): void => {
    if (this.from !== undefined) {
      const [x, y] = [event.clientX - this.from.x, event.clientY - this.from.y];
      this.style.transform = `translate(${x}px, ${y}px)`;
    }
  };

  private readonly onUp = (event: PointerEvent): void => {
    const { from } = this;
    this.onCancel();
    const moved =
      from !== undefined && Math.hypot(event.clientX - from.x, event.clientY - from.y) > STILL_PX;
    if (moved) {
      this.moveTo(cornerAt(event.clientX, event.clientY, innerWidth, innerHeight));
    }
  };

  private moveTo(corner: Corner): void {
    this.corner = corner;
    this.dispatchEvent(new CustomEvent<Corner>('corner', { detail: corner }));
  }

  private readonly onCancel = (): void => {
    this.from = undefined;
    this.style.transform = '';
  };
}

customElements.define('sm-call-own', OwnPicture);

declare global {
  interface HTMLElementTagNameMap {
    'sm-call-own': OwnPicture;
  }
}
