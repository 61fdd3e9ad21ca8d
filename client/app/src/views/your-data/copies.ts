import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Export } from '@sealmesh/sdk';

import { text } from '../../messages.js';
import { portionOf } from '../../model/exports.js';
import { fullTime } from '../../model/time.js';
import type { IconName } from '../../parts/icon.js';
import type { RefusedExport } from '../../store/export-watch.js';

/** What can be done with a copy. */
export interface CopyActions {
  readonly download: (copy: string) => void;
  readonly remove: (copy: string) => void;
  readonly again: (copy: string) => void;
}

/** How the copies are shown. */
export interface Shown {
  readonly busy: boolean;
  readonly refused: RefusedExport | undefined;
  readonly actions: CopyActions;
}

const DRAWN: Readonly<Record<Export['state'], IconName>> = {
  waiting: 'clock',
  running: 'clock',
  ready: 'archive',
  failed: 'alert',
};

/** By when it was asked for: that tells one copy from another. */
export function nameOf({ requestedAt }: Export): string {
  return fullTime(requestedAt);
}

export function renderCopies(copies: readonly Export[], shown: Shown): TemplateResult {
  return html`<ul @keydown=${onKey}>
    ${repeat(
      copies,
      ({ id }) => id,
      (copy) => renderCopy(copy, shown),
    )}
  </ul>`;
}

function renderCopy(copy: Export, shown: Shown): TemplateResult {
  const { id, state } = copy;
  const of = nameOf(copy);
  const { refused } = shown;
  return html`<li class=${state} data-copy=${id}>
    <span class="sign"><sm-icon name=${DRAWN[state]}></sm-icon></span>
    <div class="what">
      <h3 tabindex="-1">${of}</h3>
      <p>${stateOf(copy)}</p>
    </div>
    ${renderProgress(copy, of)}
    <div class="choices">${renderChoices(copy, of, shown)}</div>
    ${
      refused?.about === id
        ? html`<p class="wrong" role="alert">${text.data.refusal(refused.why)}</p>`
        : nothing
    }
  </li>`;
}

function stateOf(copy: Export): string {
  switch (copy.state) {
    case 'waiting':
      return text.data.waiting;
    case 'running':
      return text.data.running(copy.done, copy.total);
    case 'ready':
      return text.data.until(fullTime(copy.expiresAt));
    case 'failed':
      return text.data.failure(copy.failure);
  }
}

function renderProgress(copy: Export, of: string): TemplateResult | typeof nothing {
  switch (copy.state) {
    case 'waiting':
    case 'running':
      return html`<progress
        aria-label=${text.data.progress(of)}
        value=${portionOf(copy) ?? nothing}
      ></progress>`;
    case 'ready':
    case 'failed':
      return nothing;
  }
}

// A template for each state: a button never turns into another one under the finger that was meant for it.
function renderChoices(copy: Export, of: string, { busy, actions }: Shown): TemplateResult {
  const { id } = copy;
  const button = (label: string, look: string, action: (copy: string) => void): TemplateResult =>
    html`<button
      class="button ${look}"
      type="button"
      aria-label=${text.data.doneWith(label, of)}
      aria-disabled=${busy ? 'true' : 'false'}
      @click=${(event: MouseEvent) => {
        if (isMeant(event)) {
          action(id);
        }
      }}
    >
      ${label}
    </button>`;
  switch (copy.state) {
    case 'waiting':
    case 'running':
      return html`${button(text.data.stop, 'quiet', actions.remove)}`;
    case 'ready':
      return html`${button(text.data.remove, 'quiet', actions.remove)}
      ${button(text.data.download(copy.bytes), 'main', actions.download)}`;
    case 'failed':
      return html`${button(text.data.remove, 'quiet', actions.remove)}
      ${button(text.data.again, 'main', actions.again)}`;
  }
}

/** The others move up when one is deleted: the second half of a double click would hit what nobody meant. */
function isMeant({ detail }: MouseEvent): boolean {
  return detail <= 1;
}

// A key that is held down is one wish.
function onKey(event: KeyboardEvent): void {
  if (event.repeat && (event.key === 'Enter' || event.key === ' ')) {
    event.preventDefault();
  }
}
