import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { text } from '../../messages.js';
import type { Person } from '../../model/types.js';
import { base, buttons, segments } from '../../parts/controls.js';
import { chooseTheme, chosenTheme, type Theme } from '../../parts/theme.js';
import { ADMIN, DATA, DISCLOSURE, PRIVACY } from '../../route.js';
import '../../parts/avatar.js';
import '../../parts/dialog.js';
import '../../parts/icon.js';

const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** The signed-in person, the appearance, and the ways to other pages and out. Fires `close` and `signout`. */
class Account extends LitElement {
  static override properties = {
    me: { attribute: false },
    administrator: { type: Boolean },
  };

  declare me: Person;
  declare administrator: boolean;

  constructor() {
    super();
    this.administrator = false;
  }

  static override styles = [
    base,
    buttons,
    segments,
    css`
      .me {
        display: flex;
        align-items: center;
        gap: 0.875rem;
        margin: 0.25rem 0 1.5rem;
      }
      .me div {
        min-width: 0;
      }
      .me span {
        display: block;
        font-size: var(--small);
        color: var(--ink-2);
      }
      .me strong {
        display: block;
        font-weight: 650;
        overflow-wrap: anywhere;
      }
      h3 {
        font-size: var(--small);
        font-weight: 600;
        margin-block-end: 0.5rem;
      }
      .button {
        width: 100%;
        margin-block-start: 1.5rem;
        color: inherit;
        text-decoration: none;
        border-radius: var(--round);
      }
      .button + .button {
        margin-block-start: 0.625rem;
      }
    `,
  ];

  override render(): TemplateResult {
    return html`<sm-dialog
      .heading=${text.list.accountHeading}
      .closeLabel=${text.start.close}
      @close=${this.onClose}
    >
      <div class="me">
        <sm-avatar .subject=${this.me.id} .name=${this.me.name}></sm-avatar>
        <div>
          <span>${text.list.signedInAs}</span>
          <strong dir="auto">${this.me.name}</strong>
        </div>
      </div>
      <h3 aria-hidden="true">${text.list.theme}</h3>
      <fieldset class="segments">
        <legend class="unseen">${text.list.theme}</legend>
        ${THEMES.map(
          (theme) =>
            html`<label
              ><input
                type="radio"
                name="theme"
                value=${theme}
                .checked=${live(theme === chosenTheme())}
                @change=${this.onTheme}
              />${text.list.themes[theme]}</label
            >`,
        )}
      </fieldset>
      <a class="button" href=${DATA}><sm-icon name="archive"></sm-icon>${text.data.open}</a>
      <a class="button" href=${DISCLOSURE}>
        <sm-icon name="seal"></sm-icon>${text.disclosure.open}
      </a>
      ${
        this.administrator
          ? html`<a class="button" href=${ADMIN}>
                <sm-icon name="pulse"></sm-icon>${text.admin.open}
              </a>
              <a class="button" href=${PRIVACY}>
                <sm-icon name="eyeOff"></sm-icon>${text.privacy.open}
              </a>`
          : nothing
      }
      <button class="button" type="button" @click=${this.onSignOut}>
        <sm-icon name="leave"></sm-icon>${text.list.signOut}
      </button>
    </sm-dialog>`;
  }

  private readonly onTheme = (event: Event): void => {
    const value = (event.target as HTMLInputElement).value;
    chooseTheme(THEMES.find((theme) => theme === value) ?? 'system');
    this.requestUpdate();
  };

  private readonly onClose = (): void => {
    this.dispatchEvent(new CustomEvent('close'));
  };

  private readonly onSignOut = (): void => {
    this.dispatchEvent(new CustomEvent('signout'));
  };
}

customElements.define('sm-account', Account);
