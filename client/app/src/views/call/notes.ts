import { html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { CallView } from '../../model/call.js';
import type { IconName } from '../../parts/icon.js';
import type { Calls } from '../../store/store.js';

/** What one should know while one talks, in a word each. */
export function renderNotes(
  call: CallView,
  calls: Calls,
  /** Lets the other one be heard, if the browser holds her voice back. */
  onHear: (() => void) | undefined,
): TemplateResult {
  const { phase, sending, receiving, devices, peer, quality } = call;
  const talking = phase.kind === 'active' || phase.kind === 'reconnecting';
  const problems = (['microphone', 'camera', 'screen'] as const).flatMap((source) => {
    const problem = devices.problems[source];
    return problem === undefined ? [] : [text.call.problem(source, problem)];
  });
  const unheard = talking && !sending.microphone && devices.problems.microphone === undefined;
  return html`<div class="notes" role="status">
    ${phase.kind === 'reconnecting' ? note('pulse', text.call.phase(phase), 'warns') : nothing}
    ${
      phase.kind === 'active' && quality === 'poor'
        ? note('pulse', text.call.quality('poor'), 'warns')
        : nothing
    }
    ${
      onHear === undefined
        ? nothing
        : html`<p class="note warns">
            <span>${text.call.held}</span>
            <button class="link" type="button" @click=${onHear}>${text.call.hear}</button>
          </p>`
    }
    ${problems.map((words) => note('alert', words, 'warns'))}
    ${
      sending.screen
        ? html`<p class="note">
            <sm-icon size="small" name="screen"></sm-icon>
            <span>${text.call.sharing}</span>
            <button class="link" type="button" @click=${() => void calls.toggle('screen')}>
              ${text.call.stopSharing}
            </button>
          </p>`
        : nothing
    }
    ${call.group?.mutedByHost === true ? note('micOff', text.call.group.muted, 'warns') : nothing}
    ${
      talking && call.group === undefined && !receiving.microphone
        ? note('micOff', text.call.muted(peer.name))
        : nothing
    }
    ${unheard ? note('micOff', text.call.selfMuted) : nothing}
  </div>`;
}

function note(icon: IconName, words: string, warns: 'warns' | '' = ''): TemplateResult {
  return html`<p class="note ${warns}">
    <sm-icon size="small" name=${icon}></sm-icon><span>${words}</span>
  </p>`;
}
