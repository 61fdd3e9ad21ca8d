import { html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { CallMedia } from '../../model/call.js';
import { isJumbo } from '../../model/names.js';
import { clockTime, fullTime } from '../../model/time.js';
import type { Row } from '../../model/transcript.js';
import type { Message, Quote } from '../../model/types.js';
import { bodyOf } from '../../parts/body.js';
import { markOf } from '../../parts/mark.js';
import '../../parts/avatar.js';
import '../../parts/icon.js';

export type MessageRow = Extract<Row, { type: 'message' }>;

/** What can be done with a message, or after a call; each names what it was asked for. */
export interface MessageActions {
  reply(message: Message): void;
  edit(message: Message): void;
  remove(message: Message): void;
  retry(message: Message): void;
  discard(message: Message): void;
  call(media: CallMedia): void;
}

export interface MessageLook {
  /** Whether names and avatars stand beside others' messages: not where there is one other only. */
  readonly named: boolean;
  readonly tabStop: boolean;
  readonly writable: boolean;
  /** Whether others' messages may be taken away. */
  readonly moderator: boolean;
}

/** One message: a bubble, with name and avatar where a group begins and ends. */
export function renderMessage(
  row: MessageRow,
  look: MessageLook,
  actions: MessageActions,
): TemplateResult {
  const { message, first, last } = row;
  const jumbo = message.body !== undefined && isJumbo(message.body) && message.quote === undefined;
  const classes = [
    'message',
    message.own ? 'own' : 'other',
    first ? 'first' : '',
    last ? 'last' : '',
    jumbo ? 'jumbo' : '',
    look.named && !message.own ? 'named' : '',
    message.body === undefined ? 'gone' : '',
    message.delivery === 'failed' ? 'failed' : '',
  ];
  return html`
    <li class=${classes.join(' ')} data-key=${message.key} tabindex=${look.tabStop ? 0 : -1}>
      ${look.named && !message.own ? renderAvatar(message, last) : nothing}
      <div class="stack">
        ${renderAuthor(message, look.named && first)}
        <div class="line">
          <div class="bubble">
            ${message.quote === undefined ? nothing : renderQuote(message.quote)}
            ${
              message.body === undefined
                ? html`<span class="body">${text.conversation.deleted}</span>`
                : html`<span class="body" dir="auto">${bodyOf(message.body)}</span>`
            }
            ${renderMeta(message)}
          </div>
          ${renderActions(message, look, actions)}
        </div>
        ${message.delivery === 'failed' ? renderFailure(message, actions) : nothing}
      </div>
    </li>
  `;
}

function renderAvatar({ author }: Message, last: boolean): TemplateResult {
  return html`<span class="face"
    >${
      last
        ? html`<sm-avatar size="small" .subject=${author.id} .name=${author.name}></sm-avatar>`
        : nothing
    }</span
  >`;
}

// Whoever listens hears every message with its author; whoever looks sees the name once per group.
function renderAuthor({ author, own }: Message, visible: boolean): TemplateResult {
  const name = own ? text.conversation.you : author.name;
  return html`<span class=${visible && !own ? 'author cut' : 'unseen'}><bdi>${name}</bdi></span>`;
}

function renderQuote({ author, body }: Quote): TemplateResult {
  return html`<span class="quote"
    ><span class="quoted cut"><bdi>${author}</bdi></span
    ><span class="cut"><bdi>${body ?? text.conversation.quoteGone}</bdi></span></span
  >`;
}

function renderMeta(message: Message): TemplateResult {
  return html`<span class="meta"
    >${
      message.edited && message.body !== undefined
        ? html`<span class="edited">${text.conversation.edited}</span> `
        : nothing
    }<time datetime=${new Date(message.at).toISOString()} title=${fullTime(message.at)}
      >${clockTime(message.at)}</time
    >${message.own && message.body !== undefined && message.delivery !== 'failed' ? markOf(message.delivery) : nothing}</span
  >`;
}

function renderActions(
  message: Message,
  look: MessageLook,
  actions: MessageActions,
): TemplateResult | typeof nothing {
  if (message.messageId === undefined || message.body === undefined || !look.writable) {
    return nothing;
  }
  const { reply, edit, remove } = text.conversation;
  return html`<div class="actions" role="group" aria-label=${text.conversation.actions}>
    <button
      class="icon"
      type="button"
      aria-label=${reply}
      title=${reply}
      @click=${() => {
        actions.reply(message);
      }}
    >
      <sm-icon name="reply"></sm-icon>
    </button>
    ${
      message.own
        ? html`<button
            class="icon"
            type="button"
            aria-label=${edit}
            title=${edit}
            @click=${() => {
              actions.edit(message);
            }}
          >
            <sm-icon name="edit"></sm-icon>
          </button>`
        : nothing
    }
    ${
      message.own || look.moderator
        ? html`<button
            class="icon"
            type="button"
            aria-label=${remove}
            title=${remove}
            @click=${() => {
              actions.remove(message);
            }}
          >
            <sm-icon name="trash"></sm-icon>
          </button>`
        : nothing
    }
  </div>`;
}

function renderFailure(message: Message, actions: MessageActions): TemplateResult {
  return html`<p class="failure">
    <sm-icon size="small" name="alert"></sm-icon>
    <span>${text.conversation.failed}</span>
    <button
      class="link"
      type="button"
      @click=${() => {
        actions.retry(message);
      }}
    >
      ${text.conversation.retry}
    </button>
    <button
      class="link"
      type="button"
      @click=${() => {
        actions.discard(message);
      }}
    >
      ${text.conversation.discard}
    </button>
  </p>`;
}
