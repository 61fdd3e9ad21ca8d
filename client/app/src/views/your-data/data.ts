import { LitElement, html, nothing, type TemplateResult } from 'lit';
import type { Export } from '@sealmesh/sdk';

import { text } from '../../messages.js';
import { isUnderWay, newsOf } from '../../model/exports.js';
import { base, buttons, fields } from '../../parts/controls.js';
import type { IconName } from '../../parts/icon.js';
import { page } from '../../parts/page.js';
import type { DeviceWatch } from '../../store/device-watch.js';
import type { ErasureWatch } from '../../store/erasure-watch.js';
import type { ExportWatch } from '../../store/export-watch.js';
import { nameOf, renderCopies, type CopyActions } from './copies.js';
import { data } from './data.css.js';
import { download } from './download.js';
import { progress } from './progress.css.js';
import { Watching } from './watching.js';
import '../../parts/icon.js';
import './devices.js';
import './erasure.js';

const FACTS: readonly (readonly [IconName, string, string])[] = [
  ['archive', text.data.holds, text.data.holdsLead],
  ['key', text.data.opens, text.data.opensLead],
  ['clock', text.data.keeps, text.data.keepsLead],
];

/** What a person can do about her data: copies, devices, her erasure. Fires `back` and `clear`. */
class Data extends LitElement {
  static override properties = {
    watch: { attribute: false },
    devices: { attribute: false },
    erasures: { attribute: false },
  };

  declare watch: ExportWatch;
  declare devices: DeviceWatch;
  declare erasures: ErasureWatch;
  /** What stands on the page; undefined until the site has answered. */
  private shown: readonly Export[] | undefined;
  private news = '';
  /** In which copy the focus was before the page was drawn anew; empty if it was beside them. */
  private focused: string | undefined;

  static override styles = [base, buttons, fields, page, progress, data];

  constructor() {
    super();
    new Watching(this, () => this.watch);
  }

  protected override willUpdate(): void {
    const { exports } = this.watch;
    if (this.shown !== undefined && exports !== undefined) {
      const news = newsOf(this.shown, exports);
      if (news.length > 0) {
        this.news = news.map((one) => text.data.news(one, nameOf(one.copy))).join(' ');
      }
    }
    this.shown = exports;
    const active = this.shadowRoot?.activeElement ?? undefined;
    this.focused = active && (active.closest<HTMLElement>('[data-copy]')?.dataset['copy'] ?? '');
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
  }

  /** Whoever stood on a button that is gone goes on beside it, and on no other button. */
  protected override updated(): void {
    if (this.focused === undefined || this.shadowRoot?.activeElement !== null) {
      return;
    }
    const row = this.renderRoot.querySelector(`[data-copy="${this.focused}"]`);
    const heading =
      row?.querySelector('h3') ?? this.renderRoot.querySelector<HTMLElement>('#copies');
    heading?.focus();
  }

  override render(): TemplateResult {
    return html`<header>
        <button class="icon" type="button" aria-label=${text.data.back} @click=${this.onBack}>
          <sm-icon name="back"></sm-icon>
        </button>
        <div class="name">
          <h1 tabindex="-1">${text.data.heading}</h1>
          <p class="from">${text.data.lead}</p>
        </div>
      </header>
      <main class="sheet">
        <p class="unseen" role="status">${this.news}</p>
        <dl>
          ${FACTS.map(
            ([icon, name, lead]) =>
              html`<div>
                <dt><sm-icon name=${icon}></sm-icon>${name}</dt>
                <dd>${lead}</dd>
              </div>`,
          )}
        </dl>
        ${this.renderPrepare()}
        <h2 id="copies" tabindex="-1">${text.data.copies}</h2>
        ${this.renderCopies()}
        <sm-devices .watch=${this.devices}></sm-devices>
        <sm-erasure .watch=${this.erasures}></sm-erasure>
      </main>`;
  }

  private renderPrepare(): TemplateResult {
    const { exports, busy } = this.watch;
    const underWay = exports?.some(isUnderWay) === true;
    // Of a copy that is no longer there it is said here: there is no better place left.
    const { refused } = this.watch;
    const elsewhere = exports?.some(({ id }) => id === refused?.about) === true;
    return html`<div class="prepare">
      <button
        class="button ${underWay ? '' : 'primary'}"
        type="button"
        aria-disabled=${busy || underWay ? 'true' : 'false'}
        @click=${this.onPrepare}
      >
        ${underWay ? text.data.preparing : text.data.prepare}
      </button>
      ${underWay ? html`<p class="hint">${text.data.preparingNote}</p>` : nothing}
      ${
        refused === undefined || elsewhere
          ? nothing
          : html`<p class="wrong" role="alert">${text.data.refusal(refused.why)}</p>`
      }
    </div>`;
  }

  private renderCopies(): TemplateResult {
    const { exports, unheard, busy, refused } = this.watch;
    const { actions } = this;
    if (exports === undefined) {
      return unheard === undefined
        ? html`<p class="note" role="status">${text.data.loading}</p>`
        : this.renderUnheard(text.data.refusal(unheard));
    }
    return html`${unheard === undefined ? nothing : this.renderUnheard(text.data.unheard)}
    ${
      exports.length === 0
        ? html`<p class="note">${text.data.none}</p>`
        : renderCopies(exports, { busy, refused, actions })
    }`;
  }

  private renderUnheard(words: string): TemplateResult {
    return html`<div class="unheard" role="alert">
      <sm-icon name="offline"></sm-icon>
      <p>${words}</p>
      <button class="link" type="button" @click=${this.onAsk}>${text.data.ask}</button>
    </div>`;
  }

  private readonly actions: CopyActions = {
    download: (copy) => void this.download(copy),
    remove: (copy) => void this.watch.remove(copy),
    again: (copy) => void this.watch.again(copy),
  };

  private async download(copy: string): Promise<void> {
    const address = await this.watch.linkOf(copy);
    if (address !== undefined) {
      download(address);
    }
  }

  private readonly onPrepare = (): void => {
    if (this.watch.exports?.some(isUnderWay) !== true) {
      void this.watch.prepare();
    }
  };

  private readonly onAsk = (): void => {
    void this.watch.look();
  };

  private readonly onBack = (): void => {
    this.dispatchEvent(new CustomEvent('back'));
  };
}

customElements.define('sm-data', Data);

declare global {
  interface HTMLElementTagNameMap {
    'sm-data': Data;
  }
}
