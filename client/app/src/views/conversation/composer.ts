import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { Message } from '../../model/types.js';
import { base, buttons, fields } from '../../parts/controls.js';
import { field } from './composer.css.js';
import '../../parts/icon.js';

/** What is being written: a new message, an answer to one, or a change of an own one. */
export type Draft =
  | { readonly type: 'new' }
  | { readonly type: 'reply'; readonly message: Message }
  | {
      readonly type: 'edit';
      readonly message: Message;
      /** What was written already, when the site could not be reached with it. */
      readonly body?: string;
    };

export interface Written {
  readonly draft: Draft;
  readonly body: string;
}

/** As many characters as the origin takes in one message (docs/openapi.yaml). */
export const BODY_CHARS_MAX = 8_000;

/**
 * Where messages are written. Fires `written` with {@link Written}, `typing` on each keystroke, `cancel` when an
 * answer or a change is given up, and `editlast` for the arrow up in an empty field.
 */
class Composer extends LitElement {
  static override properties = {
    to: {},
    begun: {},
    draft: { attribute: false },
    body: { state: true },
  };

  declare to: string;
  /** What was begun here earlier. */
  declare begun: string;
  declare draft: Draft;
  declare private body: string;
  // What was being written before a change of an older message began.
  private kept = '';

  constructor() {
    super();
    this.to = '';
    this.begun = '';
    this.draft = { type: 'new' };
    this.body = '';
  }

  static override styles = [base, buttons, fields, field];

  override render(): TemplateResult {
    const over = this.body.length - BODY_CHARS_MAX;
    const editing = this.draft.type === 'edit';
    return html`
      <form @submit=${this.onSubmit}>
        ${this.renderContext()}
        <div class="line">
          <textarea
            rows="1"
            dir="auto"
            enterkeyhint=${this.touch ? 'enter' : 'send'}
            autocomplete="off"
            aria-label=${text.composer.label(this.to)}
            aria-describedby="hint"
            placeholder=${text.composer.placeholder}
            .value=${this.body}
            @input=${this.onInput}
            @keydown=${this.onKey}
          ></textarea>
          <button
            class="icon send"
            type="submit"
            aria-label=${editing ? text.composer.save : text.composer.send}
            ?disabled=${this.body.trim() === '' || over > 0}
          >
            <sm-icon name=${editing ? 'check' : 'send'}></sm-icon>
          </button>
        </div>
        ${over > 0 ? html`<p class="over" role="status">${text.composer.tooLong(over)}</p>` : nothing}
        <p class="unseen" id="hint">${this.touch ? text.composer.touchHint : text.composer.hint}</p>
      </form>
    `;
  }

  private renderContext(): TemplateResult | typeof nothing {
    const { draft } = this;
    if (draft.type === 'new') {
      return nothing;
    }
    const edit = draft.type === 'edit';
    const heading = edit
      ? text.composer.editing
      : text.composer.replying(draft.message.author.name);
    return html`<div class="context">
      <sm-icon name=${edit ? 'edit' : 'reply'}></sm-icon>
      <div>
        <strong class="cut">${heading}</strong>
        <span class="cut"><bdi>${draft.message.body ?? ''}</bdi></span>
      </div>
      <button
        class="icon"
        type="button"
        aria-label=${edit ? text.composer.cancelEdit : text.composer.cancelReply}
        @click=${this.cancel}
      >
        <sm-icon name="close"></sm-icon>
      </button>
    </div>`;
  }

  /** What is written now and not sent; a change of an older message is not part of it. */
  get unsent(): string {
    return this.draft.type === 'edit' ? this.kept : this.body;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.hasUpdated) {
      this.body = this.begun;
    }
    if (!changed.has('draft')) {
      return;
    }
    const before = changed.get('draft') as Draft | undefined;
    if (this.draft.type === 'edit') {
      if (before?.type !== 'edit') {
        this.kept = this.body;
      }
      this.body = this.draft.body ?? this.draft.message.body ?? '';
    } else if (before?.type === 'edit') {
      this.body = this.kept;
      this.kept = '';
    }
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('draft') && this.draft.type !== 'new') {
      this.focusField();
    }
    if (changed.has('body')) {
      this.fit();
    }
  }

  focusField(): void {
    const field = this.field;
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }

  // A keyboard on the screen has no Shift and Enter: there Enter starts a new line, and the button sends.
  private get touch(): boolean {
    return matchMedia('(pointer: coarse)').matches;
  }

  private get field(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  // For browsers without `field-sizing`.
  private fit(): void {
    const { field } = this;
    if (field !== null && !CSS.supports('field-sizing', 'content')) {
      field.style.height = 'auto';
      field.style.height = `${field.scrollHeight}px`;
    }
  }

  private readonly onInput = (event: Event): void => {
    this.body = (event.target as HTMLTextAreaElement).value;
    if (this.draft.type !== 'edit' && this.body.trim() !== '') {
      this.dispatchEvent(new CustomEvent('typing'));
    }
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    // Enter also ends the composition of a Japanese or Chinese word, and must not send then.
    if (event.isComposing) {
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !this.touch) {
      event.preventDefault();
      this.submit();
    } else if (event.key === 'Escape' && this.draft.type !== 'new') {
      event.preventDefault();
      event.stopPropagation();
      this.cancel();
    } else if (event.key === 'ArrowUp' && this.body === '' && this.draft.type === 'new') {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent('editlast'));
    }
  };

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    this.submit();
  };

  private submit(): void {
    const body = this.body.trim();
    if (body === '' || body.length > BODY_CHARS_MAX) {
      return;
    }
    const { draft } = this;
    this.body = '';
    this.dispatchEvent(new CustomEvent<Written>('written', { detail: { draft, body } }));
    this.focusField();
  }

  private readonly cancel = (): void => {
    this.dispatchEvent(new CustomEvent('cancel'));
    this.focusField();
  };
}

customElements.define('sm-composer', Composer);

declare global {
  interface HTMLElementTagNameMap {
    'sm-composer': Composer;
  }
}
