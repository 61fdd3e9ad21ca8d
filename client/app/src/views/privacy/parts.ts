import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type {
  AuditEntry,
  Disclosure,
  LegalHold,
  OwnAge,
  PersonRequest,
  Retention,
} from '@sealmesh/sdk';

import { text } from '../../messages.js';
import { fullTime } from '../../model/time.js';

const AGES = ['direct', 'groups', 'rooms', 'callRecords', 'guests'] as const;

export function renderElsewhere({ erased, messages }: Disclosure): TemplateResult {
  return html`<section aria-labelledby="elsewhere">
    <h2 id="elsewhere">${text.privacy.elsewhere}</h2>
    <p class="lead">${text.privacy.erased(erased)} ${text.privacy.messages(messages)}</p>
    <ul class="rows">
      ${text.privacy.elsewhereFacts.map(
        ([name, fact]) =>
          html`<li class="row">
            <div class="what">
              <strong>${name}</strong>
              <p>${fact}</p>
            </div>
          </li>`,
      )}
    </ul>
  </section>`;
}

export function renderRequests(requests: readonly PersonRequest[]): TemplateResult {
  return html`<section aria-labelledby="requests">
    <h2 id="requests">${text.privacy.requests}</h2>
    ${
      requests.length === 0
        ? html`<p class="empty">${text.privacy.noRequests}</p>`
        : html`<ul class="rows">
            ${repeat(
              requests,
              ({ id }) => id,
              (request) =>
                html`<li class="row stacks">
                  <div class="what">
                    <strong>${text.privacy.kind(request.kind)}</strong>
                    <p>${text.privacy.of(request.name)} · ${fullTime(request.requestedAt)}</p>
                  </div>
                  <p class="end ${request.state === 'failed' ? 'bad' : ''}">
                    ${text.privacy.state(request)}
                  </p>
                </li>`,
            )}
          </ul>`
    }
  </section>`;
}

/** A button that does nothing while something else is on its way. */
export interface Doing {
  readonly busy: boolean;
  readonly act: () => void;
}

export function renderButton(
  words: string,
  { busy, act }: Doing,
  label: string = words,
): TemplateResult {
  return html`<button
    class="button"
    type="button"
    aria-label=${label === words ? nothing : label}
    aria-disabled=${busy ? 'true' : 'false'}
    @click=${(event: MouseEvent) => {
      // Rows move up: the second half of a double click would hit what nobody meant.
      if (event.detail <= 1 && !busy) {
        act();
      }
    }}
  >
    ${words}
  </button>`;
}

export function renderRetention(retention: Retention, preview: Doing): TemplateResult {
  const { agesMs, nextAt, last, preview: counted } = retention;
  return html`<p class="lead">${text.privacy.retentionLead}</p>
    <ul class="rows">
      ${AGES.map(
        (name) =>
          html`<li class="row" data-age=${name}>
            <div class="what"><strong>${text.privacy.age(name)}</strong></div>
            <p class="end">${text.privacy.keptFor(agesMs[name])}</p>
          </li>`,
      )}
    </ul>
    <div class="runs" role="status">
      <p>${text.privacy.next(fullTime(nextAt))}</p>
      <p>
        ${
          last === undefined
            ? text.privacy.noRun
            : text.privacy.lastRun(fullTime(last.at), last.counts)
        }
      </p>
      ${counted === undefined ? nothing : html`<p>${previewed(counted)}</p>`}
    </div>
    ${renderButton(text.privacy.preview, preview)}`;
}

function previewed({ state, at, counts }: NonNullable<Retention['preview']>): string {
  switch (state) {
    case 'waiting':
    case 'running':
      return text.privacy.counting;
    case 'done':
      return text.privacy.previewed(fullTime(at), counts);
    case 'failed':
      return text.privacy.previewFailed;
  }
}

export function renderOwnAges(
  ages: readonly OwnAge[],
  unset: (age: OwnAge) => Doing,
): TemplateResult {
  return html`<h3>${text.privacy.ownAges}</h3>
    ${
      ages.length === 0
        ? html`<p class="empty">${text.privacy.noOwnAges}</p>`
        : html`<ul class="rows">
            ${repeat(
              ages,
              ({ conversation }) => conversation,
              (age) => {
                const name = age.title ?? text.privacy.untitled;
                return html`<li class="row">
                  <div class="what">
                    <strong dir="auto">${name}</strong>
                    <p>${text.privacy.keptFor(age.keptForMs)}</p>
                  </div>
                  ${renderButton(text.privacy.unset, unset(age), text.privacy.unsetOf(name))}
                </li>`;
              },
            )}
          </ul>`
    }`;
}

export function renderHolds(
  holds: readonly LegalHold[],
  lift: (hold: LegalHold) => Doing,
): TemplateResult {
  if (holds.length === 0) {
    return html`<p class="empty">${text.privacy.noHolds}</p>`;
  }
  return html`<ul class="rows">
    ${repeat(
      holds,
      ({ subject }) => subject,
      (hold) => {
        const { kind, at } = hold;
        const name = hold.name ?? text.privacy.untitled;
        return html`<li class="row" data-hold=${hold.subject}>
          <div class="what">
            <strong dir="auto">${name}</strong>
            <p>
              ${kind === 'person' ? text.privacy.heldPerson : text.privacy.heldConversation} ·
              ${text.privacy.heldSince(fullTime(at))}
            </p>
          </div>
          ${renderButton(text.privacy.lift, lift(hold), text.privacy.liftOf(name))}
        </li>`;
      },
    )}
  </ul>`;
}

export function renderAudit(
  audit: readonly AuditEntry[],
  earlier: Doing | undefined,
): TemplateResult {
  return html`<section aria-labelledby="audit">
    <h2 id="audit">${text.privacy.audit}</h2>
    <p class="lead">${text.privacy.auditLead}</p>
    ${
      audit.length === 0
        ? html`<p class="empty">${text.privacy.noAudit}</p>`
        : html`<ul class="rows">
            ${audit.map(
              (entry) =>
                html`<li class="row stacks">
                  <div class="what"><p class="said">${text.privacy.act(entry)}</p></div>
                  <p class="end">${fullTime(entry.at)}</p>
                </li>`,
            )}
          </ul>`
    }
    ${
      earlier === undefined
        ? nothing
        : html`<div class="more">${renderButton(text.privacy.earlier, earlier)}</div>`
    }
  </section>`;
}
