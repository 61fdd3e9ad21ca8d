import { LitElement, css, html, nothing, type TemplateResult } from 'lit';

import { text } from '../messages.js';
import { hueOf, initials } from '../model/names.js';
import type { ConversationKind, Presence } from '../model/types.js';
import './icon.js';

/** Initials on a colour that stays with the id. Decoration: the name always stands beside it. */
class Avatar extends LitElement {
  static override properties = {
    subject: {},
    name: {},
    kind: {},
    presence: {},
    size: { reflect: true },
  };

  declare subject: string;
  declare name: string;
  declare kind: ConversationKind;
  declare presence: Presence | undefined;
  declare size: 'small' | 'normal' | 'large';

  constructor() {
    super();
    this.subject = '';
    this.name = '';
    this.kind = 'direct';
    this.presence = undefined;
    this.size = 'normal';
  }

  static override styles = css`
    :host {
      position: relative;
      display: inline-block;
      flex: none;
      --width: 2.75rem;
      width: var(--width);
      height: var(--width);
    }
    :host([size='small']) {
      --width: 2rem;
    }
    :host([size='large']) {
      --width: 4.5rem;
    }
    .disc {
      display: grid;
      place-items: center;
      width: 100%;
      height: 100%;
      border-radius: 50%;
      font-size: calc(var(--width) * 0.36);
      font-weight: 600;
      line-height: 1;
      user-select: none;
      color: var(--hue);
      background: color-mix(in oklab, var(--hue) 14%, var(--raised));
    }
    .disc.gone {
      background: none;
      border: 1.5px dashed var(--line-strong);
      color: var(--ink-2);
    }
    .disc.many {
      border-radius: 32%;
    }
    .hue0 {
      --hue: var(--hue-0);
    }
    .hue1 {
      --hue: var(--hue-1);
    }
    .hue2 {
      --hue: var(--hue-2);
    }
    .hue3 {
      --hue: var(--hue-3);
    }
    .hue4 {
      --hue: var(--hue-4);
    }
    .hue5 {
      --hue: var(--hue-5);
    }
    .hue6 {
      --hue: var(--hue-6);
    }
    .hue7 {
      --hue: var(--hue-7);
    }
    sm-icon {
      width: 52%;
      height: 52%;
    }
    .dot {
      position: absolute;
      inset-block-end: -0.0625rem;
      inset-inline-end: -0.0625rem;
      width: 0.8125rem;
      height: 0.8125rem;
      border-radius: 50%;
      border: 2px solid var(--ground, var(--paper));
      background: var(--online);
    }
    .dot.away {
      background: var(--ground, var(--paper));
      box-shadow: inset 0 0 0 2.5px var(--away);
    }
    :host([size='small']) .dot {
      inset-block-end: -0.1875rem;
      inset-inline-end: -0.1875rem;
      width: 0.75rem;
      height: 0.75rem;
    }
    :host([size='small']) .disc {
      font-size: calc(var(--width) * 0.34);
    }
  `;

  override render(): TemplateResult {
    const many = this.kind !== 'direct';
    // Of whoever was erased no colour is left either.
    const gone = this.name === text.conversation.erased && !many;
    const colour = gone ? 'gone' : `hue${hueOf(this.subject)}`;
    const face =
      this.kind === 'room'
        ? html`<sm-icon name="room"></sm-icon>`
        : gone
          ? html`<sm-icon name="person"></sm-icon>`
          : initials(this.name);
    return html`
      <div class="disc ${colour} ${many ? 'many' : ''}" aria-hidden="true">${face}</div>
      ${
        this.presence === 'online' || this.presence === 'away'
          ? html`<span class="dot ${this.presence}" aria-hidden="true"></span>`
          : nothing
      }
    `;
  }
}

customElements.define('sm-avatar', Avatar);
