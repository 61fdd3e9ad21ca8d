import { html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import { briefTime } from '../../model/time.js';
import type { CallBrief } from '../../model/call.js';
import type { Preview, Summary } from '../../model/types.js';
import { markOf } from '../../parts/mark.js';
import { addressOf } from '../../route.js';
import { callWords } from '../conversation/call-words.js';
import '../../parts/avatar.js';
import '../../parts/icon.js';

export interface RowState {
  readonly chosen: boolean;
  /** Whether the Tab key comes to this row; the arrow keys move on from it. */
  readonly tabStop: boolean;
  readonly now: number;
}

/** One conversation in the list: who, what was said last, when, and how much is new. */
export function renderRow(summary: Summary, { chosen, tabStop, now }: RowState): TemplateResult {
  return html`
    <a
      href=${addressOf(summary.id)}
      class="row ${summary.unread > 0 ? 'unread' : ''}"
      data-id=${summary.id}
      tabindex=${tabStop ? 0 : -1}
      aria-current=${chosen ? 'page' : nothing}
    >
      <sm-avatar
        .subject=${summary.face}
        .name=${summary.title}
        .kind=${summary.kind}
        .presence=${summary.presence}
      ></sm-avatar>
      ${
        summary.presence === undefined
          ? nothing
          : html`<span class="unseen">${text.presence(summary.presence)}</span>`
      }
      <span class="text">
        <span class="line">
          <span class="title cut"><bdi>${summary.title}</bdi></span>
          <time class="time" datetime=${new Date(summary.at).toISOString()}
            >${briefTime(summary.at, now, text.yesterday)}</time
          >
        </span>
        <span class="line">
          <span class="preview cut">${renderPreview(summary)}</span>
          ${
            summary.unread > 0
              ? html`<span class="badge" aria-hidden="true"
                    >${summary.unread > 99 ? '99+' : summary.unread}</span
                  ><span class="unseen">${text.list.unread(summary.unread)}</span>`
              : nothing
          }
        </span>
      </span>
    </a>
  `;
}

function renderPreview({ preview, call, kind, typing }: Summary): TemplateResult {
  if (typing.length > 0) {
    const words = kind === 'direct' ? text.list.typing : text.list.typingNamed(typing);
    return html`<span class="typing">${words}</span>`;
  }
  if (call !== undefined) {
    return renderCall(call);
  }
  if (preview === undefined) {
    return html`${text.list.empty}`;
  }
  return html`${preview.own ? markOf(preview.delivery) : nothing}<bdi
      class=${preview.body === undefined ? 'gone' : ''}
      >${previewText(preview, kind)}</bdi
    >`;
}

function renderCall(call: CallBrief): TemplateResult {
  const icon = call.media === 'video' ? 'video' : 'phone';
  return html`<span class="called ${call.outcome}"
    ><sm-icon size="small" name=${icon}></sm-icon>${callWords(call)}</span
  >`;
}

function previewText(preview: Preview, kind: Summary['kind']): string {
  // A line break would make the one line of a preview end early.
  const body = preview.body?.replace(/\s+/gu, ' ') ?? text.list.deleted;
  if (preview.own || kind === 'direct') {
    return body;
  }
  return text.list.by(preview.author, body);
}
