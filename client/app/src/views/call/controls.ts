import { html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { CallView, Source } from '../../model/call.js';
import type { GroupView } from '../../model/group-call.js';
import type { IconName } from '../../parts/icon.js';
import type { Calls } from '../../store/store.js';

/** What lies over the call. */
export type Panel = 'code' | 'devices';

interface Drawn {
  readonly on: IconName;
  readonly off: IconName;
  readonly label: string;
  readonly caption: string;
  /** `crosses`: what is off stands out. `marks`: what is on does. */
  readonly look: 'crosses' | 'marks';
}

const { microphone, microphoneShort, camera, screen, screenShort } = text.call;

const SOURCES: Readonly<Record<Source, Drawn>> = {
  microphone: {
    on: 'mic',
    off: 'micOff',
    label: microphone,
    caption: microphoneShort,
    look: 'crosses',
  },
  camera: { on: 'video', off: 'videoOff', label: camera, caption: camera, look: 'crosses' },
  screen: { on: 'screenOff', off: 'screen', label: screen, caption: screenShort, look: 'marks' },
};

/** What one does in a call. */
export function renderControls(
  call: CallView,
  calls: Calls,
  panel: Panel | undefined,
  onDevices: () => void,
  onEndForAll?: () => void,
): TemplateResult {
  const { canShare } = call.devices;
  const sharing = call.phase.kind === 'active' || call.phase.kind === 'reconnecting';
  return html`<div class="controls" role="group" aria-label=${text.call.controls}>
    ${renderSwitch('microphone', call, calls)} ${renderSwitch('camera', call, calls)}
    ${canShare && sharing ? renderSwitch('screen', call, calls) : nothing}
    <button
      class="control"
      type="button"
      aria-expanded=${panel === 'devices' ? 'true' : 'false'}
      @click=${onDevices}
    >
      <span class="round"><sm-icon size="large" name="sliders"></sm-icon></span>
      <span class="caption">${text.call.devices}</span>
    </button>
    ${call.group?.host === true ? renderLobbySwitch(call.group, calls) : nothing}
    <button
      class="control hang-up"
      type="button"
      @click=${() => {
        calls.end();
      }}
    >
      <span class="round hang"><sm-icon size="large" name="hangUp"></sm-icon></span>
      <span class="caption"
        >${call.group === undefined ? text.call.hangUp : text.call.group.leave}</span
      >
    </button>
    ${
      onEndForAll === undefined
        ? nothing
        : html`<button
            class="control"
            type="button"
            aria-label=${text.call.group.endForAll}
            title=${text.call.group.endForAll}
            @click=${onEndForAll}
          >
            <span class="round"><sm-icon size="large" name="close"></sm-icon></span>
            <span class="caption" aria-hidden="true">${text.call.group.endForAllShort}</span>
          </button>`
    }
  </div>`;
}

/** A host's switch: whether whoever comes waits. */
function renderLobbySwitch({ lobby }: GroupView, calls: Calls): TemplateResult {
  const on = lobby === 'on';
  return html`<button
    class="control marks"
    type="button"
    aria-pressed=${on ? 'true' : 'false'}
    aria-label=${text.call.group.lobby}
    aria-description=${text.call.group.lobbyLead}
    title=${on ? text.call.group.lobbyOff : text.call.group.lobbyLead}
    @click=${() => {
      calls.setLobby(on ? 'off' : 'on');
    }}
  >
    <span class="round"><sm-icon size="large" name="door"></sm-icon></span>
    <span class="caption" aria-hidden="true">${text.call.group.lobby}</span>
  </button>`;
}

function renderSwitch(source: Source, call: CallView, calls: Calls): TemplateResult {
  const { on, off, label, caption, look } = SOURCES[source];
  const now = call.sending[source];
  return html`<button
    class="control ${look}"
    type="button"
    aria-pressed=${now ? 'true' : 'false'}
    aria-label=${label}
    title=${text.call.turn(source, now)}
    @click=${() => void calls.toggle(source)}
  >
    <span class="round"><sm-icon size="large" name=${now ? on : off}></sm-icon></span>
    <span class="caption" aria-hidden="true">${caption}</span>
  </button>`;
}

/** What of it fits into a bar. */
export function renderMini(call: CallView, calls: Calls, onLarge: () => void): TemplateResult {
  const over = call.phase.kind === 'ended' || call.phase.kind === 'refused';
  const on = call.sending.microphone;
  return html`
    ${
      over
        ? nothing
        : html`<button
            class="mini"
            type="button"
            aria-pressed=${on ? 'true' : 'false'}
            aria-label=${text.call.microphone}
            title=${text.call.turn('microphone', on)}
            @click=${() => void calls.toggle('microphone')}
          >
            <sm-icon name=${on ? 'mic' : 'micOff'}></sm-icon>
          </button>`
    }
    <button
      class="mini"
      type="button"
      aria-label=${text.call.maximise}
      title=${text.call.maximise}
      @click=${onLarge}
    >
      <sm-icon name="expand"></sm-icon>
    </button>
    <button
      class="mini ${over ? '' : 'hang'}"
      type="button"
      aria-label=${over ? text.call.close : text.call.hangUp}
      title=${over ? text.call.close : text.call.hangUp}
      @click=${() => {
        calls.end();
      }}
    >
      <sm-icon name=${over ? 'close' : 'hangUp'}></sm-icon>
    </button>
  `;
}
