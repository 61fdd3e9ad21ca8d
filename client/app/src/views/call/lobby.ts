import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import { text } from '../../messages.js';
import type { GroupView } from '../../model/group-call.js';
import type { Person } from '../../model/types.js';
import type { Calls } from '../../store/store.js';
import '../../parts/avatar.js';
import '../../parts/icon.js';

/** More of them a card does not show: whoever is let in makes room for the next. */
const SHOWN_MAX = 3;

/** Who waits to be let in, for hosts; and it is said aloud who has come. */
export function renderLobby({ waiting }: GroupView, calls: Calls): TemplateResult {
  const shown = waiting.slice(0, SHOWN_MAX);
  const rest = waiting.length - shown.length;
  return html`<p class="unseen" role="status">
      ${waiting.length === 0 ? nothing : text.call.group.knocks(waiting.map(({ name }) => name))}
    </p>
    ${
      waiting.length === 0
        ? nothing
        : html`<section class="lobby" aria-label=${text.call.group.waitingHeading}>
            <h3>${text.call.group.waitingHeading}</h3>
            <ul>
              ${repeat(
                shown,
                ({ id }) => id,
                (person) => renderKnock(person, calls),
              )}
            </ul>
            ${rest === 0 ? nothing : html`<p class="rest">${text.call.group.waitingMore(rest)}</p>`}
          </section>`
    }`;
}

function renderKnock({ id, name }: Person, calls: Calls): TemplateResult {
  return html`<li>
    <sm-avatar size="small" .subject=${id} .name=${name}></sm-avatar>
    <bdi class="cut">${name}</bdi>
    <button
      class="button quiet"
      type="button"
      aria-label=${text.call.group.turnAwayWhom(name)}
      @click=${() => {
        calls.turnAway(id);
      }}
    >
      ${text.call.group.turnAway}
    </button>
    <button
      class="button primary"
      type="button"
      aria-label=${text.call.group.admitWhom(name)}
      @click=${() => {
        calls.admit(id);
      }}
    >
      ${text.call.group.admit}
    </button>
  </li>`;
}

/** A host's switch: whether whoever comes waits. */
export function renderLobbySwitch({ lobby }: GroupView, calls: Calls): TemplateResult {
  const on = lobby === 'on';
  return html`<button
    class="control marks"
    type="button"
    aria-pressed=${on ? 'true' : 'false'}
    aria-label=${text.call.group.lobby}
    title=${on ? text.call.group.lobbyOff : text.call.group.lobbyOn}
    @click=${() => {
      calls.setLobby(on ? 'off' : 'on');
    }}
  >
    <span class="round"><sm-icon size="large" name="door"></sm-icon></span>
    <span class="caption" aria-hidden="true">${text.call.group.lobby}</span>
  </button>`;
}
