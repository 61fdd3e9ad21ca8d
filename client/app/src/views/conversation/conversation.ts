import { LitElement, html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { CallMedia, Calling } from '../../model/call.js';
import type { Drafts } from '../../model/drafts.js';
import type { Connection, Message, OpenConversation } from '../../model/types.js';
import { base, buttons } from '../../parts/controls.js';
import { Refused, type Refusal, type Store } from '../../store/store.js';
import type { Draft, Written } from './composer.js';
import { pane } from './conversation.css.js';
import type { MessageActions } from './message.js';
import '../../parts/avatar.js';
import '../../parts/connection.js';
import '../../parts/dialog.js';
import '../../parts/icon.js';
import './composer.js';
import './log.js';
import './sealed.js';

type Window = { readonly type: 'sealed' } | { readonly type: 'remove'; readonly message: Message };

/** One open conversation. Fires `back` and `details`. */
class ConversationPane extends LitElement {
  static override properties = {
    store: { attribute: false },
    conversation: { attribute: false },
    drafts: { attribute: false },
    connection: {},
    calling: {},
    details: { type: Boolean },
    draft: { state: true },
    window: { state: true },
    refusal: { state: true },
  };

  declare store: Store;
  declare conversation: OpenConversation;
  declare drafts: Drafts;
  declare connection: Connection;
  declare calling: Calling;
  /** Whether the panel with the details is open. */
  declare details: boolean;
  declare private draft: Draft;
  declare private window: Window | undefined;
  declare private refusal: Refusal | undefined;

  constructor() {
    super();
    this.connection = 'live';
    this.calling = 'ready';
    this.details = false;
    this.draft = { type: 'new' };
    this.window = undefined;
    this.refusal = undefined;
  }

  static override styles = [base, buttons, pane];

  override render(): TemplateResult {
    const { conversation } = this;
    return html`
      ${this.renderHeader()}
      <sm-connection .connection=${this.connection}></sm-connection>
      <sm-log
        .conversation=${conversation}
        .actions=${this.actions}
        .calling=${this.calling}
        @older=${this.onOlder}
        @read=${this.onRead}
        @keydown=${this.onLogKey}
      ></sm-log>
      ${this.renderProblem()}
      ${
        conversation.rights.write
          ? html`<sm-composer
              .to=${conversation.title}
              .begun=${this.drafts.get(conversation.id)}
              .draft=${this.draft}
              @written=${this.onWritten}
              @typing=${this.onTyping}
              @cancel=${this.onCancel}
              @editlast=${this.onEditLast}
            ></sm-composer>`
          : html`<p class="closed">${this.closed}</p>`
      }
      ${this.renderWindow()}
    `;
  }

  private get closed(): string {
    return this.conversation.kind === 'direct' ? text.composer.erased : text.composer.closed;
  }

  private renderHeader(): TemplateResult {
    const { face, kind, title, presence, rights } = this.conversation;
    return html`<header>
      <button
        class="icon back"
        type="button"
        aria-label=${text.conversation.back}
        @click=${this.onBack}
      >
        <sm-icon name="back" size="large"></sm-icon>
      </button>
      <div class="about">
        <sm-avatar .subject=${face} .name=${title} .kind=${kind} .presence=${presence}></sm-avatar>
        <div class="text">
          <h2 class="cut" tabindex="-1"><bdi>${title}</bdi></h2>
          <p class="sub cut">${this.subtitle}</p>
        </div>
      </div>
      ${rights.write ? html`${this.renderCall('audio')} ${this.renderCall('video')}` : nothing}
      <button class="sealed" type="button" aria-label=${text.sealed.open} @click=${this.onSealed}>
        <sm-icon name="seal"></sm-icon><span>${text.sealed.label}</span>
      </button>
      <button
        class="icon"
        type="button"
        aria-label=${text.members.open}
        aria-expanded=${this.details ? 'true' : 'false'}
        @click=${this.onDetails}
      >
        <sm-icon name="people"></sm-icon>
      </button>
    </header>`;
  }

  // What cannot be done now stays in reach, so that everybody can find out why.
  private renderCall(media: CallMedia): TemplateResult {
    const reason = text.call.unavailable(this.calling);
    const ready = this.calling === 'ready';
    return html`<button
      class="icon call"
      type="button"
      aria-label=${text.call.media(media)}
      aria-disabled=${ready ? nothing : 'true'}
      aria-description=${ready ? nothing : reason}
      title=${ready ? text.call.media(media) : reason}
      @click=${() => {
        if (ready) {
          void this.store.calls.start(this.conversation.id, media);
        }
      }}
    >
      <sm-icon name=${media === 'video' ? 'video' : 'phone'}></sm-icon>
    </button>`;
  }

  private get subtitle(): string {
    const { kind, presence, memberCount } = this.conversation;
    switch (kind) {
      case 'direct':
        return presence === undefined ? text.sealed.heading : text.presence(presence);
      case 'group':
        return text.conversation.members(memberCount);
      case 'room':
        return `${text.list.room} · ${text.conversation.members(memberCount)}`;
    }
  }

  private renderProblem(): TemplateResult {
    return html`<div role="alert">
      ${
        this.refusal === undefined
          ? nothing
          : html`<p class="problem">
              <span>${text.refusal(this.refusal)}</span>
              <button
                class="icon"
                type="button"
                aria-label=${text.sealed.close}
                @click=${this.onProblemSeen}
              >
                <sm-icon name="close"></sm-icon>
              </button>
            </p>`
      }
    </div>`;
  }

  private renderWindow(): TemplateResult | typeof nothing {
    const { window } = this;
    if (window === undefined) {
      return nothing;
    }
    if (window.type === 'sealed') {
      return html`<sm-sealed @close=${this.onWindowClose}></sm-sealed>`;
    }
    return html`<sm-dialog
      .heading=${text.conversation.removeHeading}
      .closeLabel=${text.sealed.close}
      @close=${this.onWindowClose}
    >
      <div class="ask">
        <p>${text.conversation.removeAsk}</p>
        <blockquote dir="auto">${window.message.body}</blockquote>
      </div>
      <div class="choices">
        <button class="button" type="button" @click=${this.onWindowClose}>
          ${text.conversation.cancel}
        </button>
        <button
          class="button danger"
          type="button"
          @click=${() => {
            this.onRemoveConfirmed(window.message);
          }}
        >
          ${text.conversation.remove}
        </button>
      </div>
    </sm-dialog>`;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    const composer = this.renderRoot.querySelector('sm-composer');
    this.drafts.set(this.conversation.id, composer?.unsent ?? '');
  }

  protected override firstUpdated(): void {
    this.focusStart();
  }

  /** Where one begins: the field on a computer; on a phone the title, so that no keyboard pops up. */
  focusStart(): void {
    if (matchMedia('(pointer: coarse)').matches || !this.conversation.rights.write) {
      this.renderRoot.querySelector('h2')?.focus();
    } else {
      void this.focusComposer();
    }
  }

  /** Gives the focus back to the button that opened the details. */
  focusDetails(): void {
    this.renderRoot.querySelector<HTMLElement>('[aria-expanded]')?.focus();
  }

  private async focusComposer(): Promise<void> {
    const composer = this.renderRoot.querySelector('sm-composer');
    await composer?.updateComplete;
    composer?.focusField();
  }

  private readonly actions: MessageActions = {
    reply: (message) => {
      this.draft = { type: 'reply', message };
    },
    edit: (message) => {
      this.draft = { type: 'edit', message };
    },
    remove: (message) => {
      this.window = { type: 'remove', message };
    },
    retry: (message) => {
      this.store.retry(message.key);
    },
    discard: (message) => {
      this.store.discard(message.key);
    },
    call: (media) => {
      void this.store.calls.start(this.conversation.id, media);
    },
  };

  private readonly onOlder = (): void => {
    void this.attempt(this.store.loadOlder());
  };

  private readonly onRead = (): void => {
    this.store.markRead();
  };

  // One step back at a time: from a message to the field, from the field to the list.
  private readonly onLogKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && this.conversation.rights.write) {
      event.stopPropagation();
      void this.focusComposer();
    }
  };

  private readonly onTyping = (): void => {
    this.store.typing();
  };

  private readonly onCancel = (): void => {
    this.draft = { type: 'new' };
  };

  private readonly onWritten = ({ detail }: CustomEvent<Written>): void => {
    const { draft, body } = detail;
    this.draft = { type: 'new' };
    const messageId = draft.type === 'new' ? undefined : draft.message.messageId;
    if (draft.type !== 'edit' || messageId === undefined) {
      void this.attempt(this.store.send(body, messageId));
    } else if (body !== draft.message.body) {
      void this.change(draft.message, messageId, body);
    }
  };

  private async change(message: Message, messageId: string, body: string): Promise<void> {
    if (!(await this.attempt(this.store.edit(messageId, body)))) {
      this.draft = { type: 'edit', message, body };
    }
  }

  private readonly onEditLast = (): void => {
    const last = this.conversation.items.findLast(
      (item): item is Message =>
        item.type === 'message' &&
        item.own &&
        item.body !== undefined &&
        item.messageId !== undefined,
    );
    if (last !== undefined) {
      this.draft = { type: 'edit', message: last };
    }
  };

  private onRemoveConfirmed(message: Message): void {
    this.window = undefined;
    if (message.messageId !== undefined) {
      void this.attempt(this.store.remove(message.messageId));
    }
  }

  private async attempt(work: Promise<void>): Promise<boolean> {
    try {
      await work;
      this.refusal = undefined;
      return true;
    } catch (error) {
      this.refusal = Refused.of(error);
      return false;
    }
  }

  private readonly onProblemSeen = (): void => {
    this.refusal = undefined;
    void this.focusComposer();
  };

  private readonly onBack = (): void => {
    this.dispatchEvent(new CustomEvent('back'));
  };

  private readonly onDetails = (): void => {
    this.dispatchEvent(new CustomEvent('details'));
  };

  private readonly onSealed = (): void => {
    this.window = { type: 'sealed' };
  };

  private readonly onWindowClose = (): void => {
    this.window = undefined;
  };
}

customElements.define('sm-conversation', ConversationPane);

declare global {
  interface HTMLElementTagNameMap {
    'sm-conversation': ConversationPane;
  }
}
