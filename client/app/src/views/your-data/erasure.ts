import { LitElement, html, nothing, type TemplateResult } from 'lit';
import type { CountedErasure, Erasure } from '@sealmesh/sdk';

import { text } from '../../messages.js';
import { isCounting, type Wish } from '../../model/erasure.js';
import { fullTime } from '../../model/time.js';
import { base, buttons, fields } from '../../parts/controls.js';
import type { IconName } from '../../parts/icon.js';
import type { ErasureWatch } from '../../store/erasure-watch.js';
import { erasure } from './erasure.css.js';
import { progress } from './progress.css.js';
import { Watching } from './watching.js';
import '../../parts/icon.js';

const PASSWORD_CHARS_MAX = 256;

/** A person's way out for good: what would go is counted first, and shown before she confirms it. */
class ErasurePart extends LitElement {
  static override properties = { watch: { attribute: false } };

  declare watch: ErasureWatch;
  /** What stands here; undefined until the site has answered. */
  private shown: Wish | undefined;
  private news = '';
  private hadFocus = false;

  static override styles = [base, buttons, fields, progress, erasure];

  constructor() {
    super();
    new Watching(this, () => this.watch);
  }

  protected override willUpdate(): void {
    const { wish } = this.watch;
    const wasCounting = this.shown !== undefined && isCounting(this.shown);
    if (wish !== undefined && wish !== 'none' && wish.state === 'counted' && wasCounting) {
      this.news = text.erase.news;
    }
    this.shown = wish;
    this.hadFocus = this.shadowRoot?.activeElement != null;
  }

  /** Whoever stood on a button that is gone goes on at the heading, and on no other button. */
  protected override updated(): void {
    if (this.hadFocus && this.shadowRoot?.activeElement === null) {
      this.renderRoot.querySelector<HTMLElement>('h2')?.focus();
    }
  }

  override render(): TemplateResult {
    return html`<h2 tabindex="-1">${text.erase.heading}</h2>
      <p class="lead">${text.erase.lead}</p>
      <p class="unseen" role="status">${this.news}</p>
      ${this.renderWish()}`;
  }

  private renderWish(): TemplateResult {
    const { wish, unheard, refused, busy } = this.watch;
    // Beside the password it is said there.
    const why = refused?.about === undefined ? refused?.why : undefined;
    return html`${this.renderState(wish)}
    ${
      why === undefined && (wish !== undefined || unheard === undefined || busy)
        ? nothing
        : html`<p class="wrong" role="alert">
            ${text.erase.refusal(why ?? unheard ?? 'unexpected')}
          </p>`
    }`;
  }

  private renderState(wish: Wish | undefined): TemplateResult {
    if (wish === undefined || wish === 'none') {
      return this.renderButton(text.erase.begin, 'danger', this.onBegin);
    }
    switch (wish.state) {
      case 'waiting':
      case 'counting':
        return this.renderCounting(wish);
      case 'counted':
        return this.renderCounted(wish);
      case 'failed':
        return html`<p>${text.erase.failed}</p>
          ${this.renderButton(text.erase.again, '', this.onAgain)}`;
    }
  }

  private renderCounting({ done, total }: Erasure): TemplateResult {
    const portion = total === 0 || done >= total ? undefined : done / total;
    return html`<div class="counting">
      <p>${text.erase.counting(done, total)}</p>
      <progress aria-label=${text.erase.progress} value=${portion ?? nothing}></progress>
      ${this.renderButton(text.erase.cancel, '', this.onCancel)}
    </div>`;
  }

  private renderCounted(wish: CountedErasure): TemplateResult {
    return html`<div class="card">
      <div class="lists">
        ${renderList('goes', 'trash', text.erase.goes, goingOf(wish))}
        ${renderList('stays', 'people', text.erase.stays, stayingOf(wish))}
      </div>
      <form novalidate @submit=${this.onConfirm}>
        <p class="until">${text.erase.until(fullTime(wish.expiresAt))}</p>
        <div class="field">${this.renderPassword()} ${this.renderRefused(wish.id)}</div>
        <div class="choices">
          ${this.renderButton(text.erase.cancel, '', this.onCancel)}
          <button
            class="button final"
            type="submit"
            aria-disabled=${this.watch.busy ? 'true' : 'false'}
          >
            ${text.erase.confirm}
          </button>
        </div>
      </form>
    </div>`;
  }

  private renderPassword(): TemplateResult | typeof nothing {
    const { login } = this.watch;
    if (login === undefined) {
      return nothing;
    }
    const wrong = this.watch.refused?.why === 'wrong-password';
    return html`<!-- For those who have a machine remember which password is whose. -->
      <input type="text" name="username" autocomplete="username" .value=${login} hidden readonly />
      <label for="password">${text.erase.password}</label>
      <input
        id="password"
        type="password"
        autocomplete="current-password"
        required
        maxlength=${PASSWORD_CHARS_MAX}
        aria-invalid=${wrong ? 'true' : 'false'}
        aria-describedby=${wrong ? 'refused' : nothing}
      />`;
  }

  private renderRefused(about: string): TemplateResult | typeof nothing {
    const { refused } = this.watch;
    return refused?.about === about
      ? html`<p class="wrong" id="refused" role="alert">${text.erase.refusal(refused.why)}</p>`
      : nothing;
  }

  private renderButton(label: string, look: string, onClick: () => void): TemplateResult {
    return html`<button
      class="button ${look}"
      type="button"
      aria-disabled=${this.watch.busy ? 'true' : 'false'}
      @click=${onClick}
    >
      ${label}
    </button>`;
  }

  private readonly onBegin = (): void => {
    void this.watch.request();
  };

  private readonly onAgain = (): void => {
    void this.watch.again();
  };

  private readonly onCancel = (): void => {
    this.news = '';
    void this.watch.cancel();
  };

  private readonly onConfirm = (event: Event): void => {
    event.preventDefault();
    const { wish, login } = this.watch;
    if (wish === undefined || wish === 'none') {
      return;
    }
    const field = this.renderRoot.querySelector<HTMLInputElement>('#password');
    if (login !== undefined && (field === null || field.value === '')) {
      field?.focus();
      return;
    }
    void this.confirm(wish.id, field);
  };

  private async confirm(id: string, field: HTMLInputElement | null): Promise<void> {
    await this.watch.confirm(id, field?.value);
    if (field !== null && this.watch.refused?.why === 'wrong-password') {
      field.select();
    }
  }
}

function renderList(
  look: string,
  icon: IconName,
  heading: string,
  lines: readonly string[],
): TemplateResult {
  return html`<section class=${look}>
    <h3>${heading}</h3>
    <ul>
      ${lines.map((line) => html`<li><sm-icon name=${icon}></sm-icon>${line}</li>`)}
    </ul>
  </section>`;
}

/** Of what there is none nothing is said. */
function goingOf({ counts, messages }: CountedErasure): readonly string[] {
  const written = messages === 'deleted' ? text.erase.messages : text.erase.messagesKept;
  const counted: readonly (readonly [number, (many: number) => string])[] = [
    [counts.messages, written],
    [counts.conversations, text.erase.conversations],
    [counts.calls, text.erase.calls],
    [counts.devices, text.erase.devices],
    [counts.blocks, text.erase.blocks],
    [counts.copies, text.erase.copies],
  ];
  const some = counted.filter(([many]) => many > 0).map(([many, say]) => say(many));
  return [text.erase.account, ...some];
}

function stayingOf({ messages }: CountedErasure): readonly string[] {
  const hers = messages === 'deleted' ? text.erase.places : text.erase.words;
  return [hers, text.erase.theirs, text.erase.record];
}

customElements.define('sm-erasure', ErasurePart);

declare global {
  interface HTMLElementTagNameMap {
    'sm-erasure': ErasurePart;
  }
}
