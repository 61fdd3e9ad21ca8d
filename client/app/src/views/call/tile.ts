import { html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { GroupPerson } from '../../model/group-call.js';
import type { Calls } from '../../store/store.js';
import '../../parts/avatar.js';
import '../../parts/icon.js';

/** How a tile stands among the others. */
export interface TileLook {
  readonly host: boolean;
  /** Whether the browser holds voices back until its person does something. */
  readonly held: boolean;
  readonly speaker: string | undefined;
}

/** One person of a group's call: her picture, or her face; her name, and what she does not send. */
export function renderTile(
  { party, person, sending, media, speaking, waiting }: GroupPerson,
  { host, held }: TileLook,
  calls: Calls,
): TemplateResult {
  const { name, id } = person;
  const sees = sending.camera && !waiting;
  return html`<li
    class="tile ${speaking ? 'speaking' : ''} ${sees ? 'sees' : ''}"
    data-party=${party}
    aria-label=${speaking ? text.call.group.speaks(name) : name}
  >
    <video
      class=${sees ? '' : 'off'}
      autoplay
      playsinline
      aria-hidden=${sees ? 'false' : 'true'}
      aria-label=${text.call.picture(name)}
      .muted=${held}
      .srcObject=${media}
    ></video>
    ${
      sees
        ? nothing
        : html`<span class="face"><sm-avatar .subject=${id} .name=${name}></sm-avatar></span>`
    }
    <span class="plate">
      ${
        sending.microphone
          ? nothing
          : html`<sm-icon name="micOff" aria-label=${text.call.muted(name)}></sm-icon>`
      }
      <bdi class="cut">${name}</bdi>
      ${waiting ? html`<span class="waits">${text.call.group.waiting}</span>` : nothing}
    </span>
    ${host ? renderPowers(party, name, sending.microphone, calls) : nothing}
  </li>`;
}

function renderPowers(party: string, name: string, heard: boolean, calls: Calls): TemplateResult {
  return html`<span class="powers">
    ${
      heard
        ? html`<button
            class="icon"
            type="button"
            aria-label=${text.call.group.mute(name)}
            title=${text.call.group.mute(name)}
            @click=${() => {
              calls.mute(party);
            }}
          >
            <sm-icon name="micOff"></sm-icon>
          </button>`
        : nothing
    }
    <button
      class="icon"
      type="button"
      aria-label=${text.call.group.kick(name)}
      title=${text.call.group.kick(name)}
      @click=${() => {
        calls.putOut(party);
      }}
    >
      <sm-icon name="leave"></sm-icon>
    </button>
  </span>`;
}

/** Oneself among the others, as in a mirror. */
export function renderOwnTile(
  own: MediaStream | undefined,
  sending: GroupPerson['sending'],
  subject: string,
): TemplateResult {
  const sees = own !== undefined && sending.camera;
  return html`<li class="tile mine ${sees ? 'sees' : ''}" aria-label=${text.call.group.you}>
    ${
      sees
        ? html`<video autoplay playsinline .muted=${true} .srcObject=${own}></video>`
        : html`<span class="face">
            <sm-avatar .subject=${subject} .name=${text.call.group.you}></sm-avatar>
          </span>`
    }
    <span class="plate">
      ${sending.microphone ? nothing : html`<sm-icon name="micOff"></sm-icon>`}
      <bdi class="cut">${text.call.group.you}</bdi>
    </span>
  </li>`;
}
