import { html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { CallEntry, CallMedia, Calling } from '../../model/call.js';
import { clockTime, fullTime } from '../../model/time.js';
import { callWords } from './call-words.js';
import '../../parts/icon.js';

export interface EntryLook {
  readonly tabStop: boolean;
  readonly calling: Calling;
}

/** A call between the messages, on the side of whoever called, with a way to call again. */
export function renderCallEntry(
  entry: CallEntry,
  { tabStop, calling }: EntryLook,
  actions: { call(media: CallMedia): void },
): TemplateResult {
  const { media, own, outcome, at } = entry;
  const reason = text.call.unavailable(calling);
  const classes = ['message', 'entry', 'first', 'last', own ? 'own' : 'other', outcome];
  return html`<li class=${classes.join(' ')} data-key=${entry.key} tabindex=${tabStop ? 0 : -1}>
    <div class="stack">
      <span class="unseen"><bdi>${own ? text.conversation.you : entry.caller}</bdi></span>
      <div class="line">
        <div class="bubble">
          <span class="disc">
            <sm-icon name=${media === 'video' ? 'video' : 'phone'}></sm-icon>
          </span>
          <span class="told">
            <span class="what">${callWords(entry)}</span>
            <time class="when" datetime=${new Date(at).toISOString()} title=${fullTime(at)}
              >${clockTime(at)}</time
            >
          </span>
          ${
            outcome === 'ongoing' && !entry.ofGroup
              ? nothing
              : html`<button
                  class="back"
                  type="button"
                  ?disabled=${calling !== 'ready'}
                  title=${reason === '' ? nothing : reason}
                  @click=${() => {
                    actions.call(media);
                  }}
                >
                  ${backWords(entry)}
                </button>`
          }
        </div>
      </div>
    </div>
  </li>`;
}

function backWords({ outcome, own, ofGroup }: CallEntry): string {
  if (ofGroup) {
    return outcome === 'ongoing' ? text.call.group.join : text.call.again;
  }
  return own ? text.call.again : text.call.back;
}
