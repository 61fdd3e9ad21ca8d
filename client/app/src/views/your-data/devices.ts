import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { SignedInDevice } from '@sealmesh/sdk';

import { text } from '../../messages.js';
import { fullTime } from '../../model/time.js';
import { base, buttons, fields } from '../../parts/controls.js';
import type { DeviceWatch } from '../../store/device-watch.js';
import { devices } from './devices.css.js';
import { Watching } from './watching.js';

/** Where a person is signed in, the end of it there, and a clean browser here. Fires `clear`. */
class DevicesPart extends LitElement {
  static override properties = { watch: { attribute: false } };

  declare watch: DeviceWatch;
  private shown: readonly SignedInDevice[] | undefined;
  private news = '';
  private hadFocus = false;

  static override styles = [base, buttons, fields, devices];

  constructor() {
    super();
    new Watching(this, () => this.watch);
  }

  protected override willUpdate(): void {
    const { devices: now } = this.watch;
    if (this.shown !== undefined && now !== undefined && now.length < this.shown.length) {
      this.news = text.devices.ended;
    }
    this.shown = now;
    this.hadFocus = this.shadowRoot?.activeElement != null;
  }

  /** Whoever stood on a button that is gone goes on at the heading, and on no other button. */
  protected override updated(): void {
    if (this.hadFocus && this.shadowRoot?.activeElement === null) {
      this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
    }
  }

  override render(): TemplateResult {
    return html`<h2 tabindex="-1">${text.devices.heading}</h2>
      <p class="lead">${text.devices.lead}</p>
      <p class="unseen" role="status">${this.news}</p>
      ${this.renderDevices()} ${this.renderTrouble()}
      <div class="clear">
        <h3>${text.devices.clear.heading}</h3>
        <p class="lead">${text.devices.clear.lead}</p>
        <button class="button" type="button" @click=${this.onClear}>
          ${text.devices.clear.button}
        </button>
      </div>`;
  }

  private renderDevices(): TemplateResult | typeof nothing {
    const { devices: known, unheard } = this.watch;
    if (known === undefined) {
      return unheard === undefined
        ? html`<p class="lead" role="status">${text.devices.loading}</p>`
        : nothing;
    }
    const others = known.filter(({ current }) => !current).length;
    return html`<ul>
        ${repeat(
          known,
          ({ id }) => id,
          (device) => this.renderDevice(device),
        )}
      </ul>
      ${
        others < 2
          ? nothing
          : html`<button
              class="button all"
              type="button"
              aria-disabled=${this.watch.busy ? 'true' : 'false'}
              @click=${this.onEndOthers}
            >
              ${text.devices.endOthers}
            </button>`
      }`;
  }

  private renderDevice({ id, since, expires, current }: SignedInDevice): TemplateResult {
    const when = since === undefined ? text.devices.unknown : text.devices.since(fullTime(since));
    return html`<li class=${current ? 'current' : ''} data-device=${id}>
      <div class="what">
        <strong>${current ? text.devices.here : text.devices.other}</strong>
        <p>${when}</p>
        <p>${text.devices.until(fullTime(expires))}</p>
      </div>
      ${
        current
          ? nothing
          : html`<button
              class="button"
              type="button"
              aria-label=${text.devices.endOf(when)}
              aria-disabled=${this.watch.busy ? 'true' : 'false'}
              @click=${(event: MouseEvent) => {
                // The others move up: the second half of a double click would hit what nobody meant.
                if (event.detail <= 1) {
                  void this.watch.end(id);
                }
              }}
            >
              ${text.devices.end}
            </button>`
      }
    </li>`;
  }

  private renderTrouble(): TemplateResult | typeof nothing {
    const { refused, unheard, busy } = this.watch;
    const why = refused?.why ?? (busy ? undefined : unheard);
    return why === undefined
      ? nothing
      : html`<p class="wrong" role="alert">${text.refusal(why)}</p>
          <button class="button" type="button" @click=${this.onAgain}>
            ${text.devices.again}
          </button>`;
  }

  private readonly onEndOthers = (): void => {
    void this.watch.endOthers();
  };

  private readonly onAgain = (): void => {
    this.watch.dismiss();
    void this.watch.look();
  };

  private readonly onClear = (): void => {
    this.dispatchEvent(new CustomEvent('clear', { bubbles: true, composed: true }));
  };
}

customElements.define('sm-devices', DevicesPart);

declare global {
  interface HTMLElementTagNameMap {
    'sm-devices': DevicesPart;
  }
}
