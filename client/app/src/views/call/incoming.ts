import { LitElement, html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { CallView } from '../../model/call.js';
import { base, buttons } from '../../parts/controls.js';
import type { IconName } from '../../parts/icon.js';
import type { Calls } from '../../store/store.js';
import { callButtons, incoming } from './call.css.js';
import '../../parts/avatar.js';
import '../../parts/icon.js';

/** Who rings, and what can be done about it. */
class IncomingCall extends LitElement {
  static override properties = { calls: { attribute: false }, call: { attribute: false } };

  declare calls: Calls;
  declare call: CallView;

  static override styles = [base, buttons, callButtons, incoming];

  override render(): TemplateResult {
    const { peer, media, phase } = this.call;
    return html`
      <span class="face">
        <sm-avatar size="large" .subject=${peer.id} .name=${peer.name}></sm-avatar>
      </span>
      <h2><bdi>${peer.name}</bdi></h2>
      <p class="kind">
        <sm-icon size="small" name=${media === 'video' ? 'video' : 'phone'}></sm-icon>
        ${text.call.ringingAs(media)}
      </p>
      ${phase.kind === 'asking' ? this.renderAsking() : this.renderChoices()}
    `;
  }

  private renderChoices(): TemplateResult {
    const video = this.call.media === 'video';
    const { decline, answer, answerAudio, answerVideo, ringKeys } = text.call;
    return html`
      <div class="choices">
        ${choice('hang', 'hangUp', decline, this.onDecline)}
        ${
          video
            ? html`${choice('plain', 'phone', answerAudio, this.onAudio)}
              ${choice('answer', 'video', answerVideo, this.onVideo)}`
            : choice('answer', 'phone', answer, this.onAudio)
        }
      </div>
      <p class="keys">${ringKeys}</p>
    `;
  }

  private renderAsking(): TemplateResult {
    return html`
      <div class="choices">${choice('hang', 'hangUp', text.call.decline, this.onDecline)}</div>
      <p class="keys asking" role="status">${text.call.asking}</p>
    `;
  }

  private readonly onDecline = (): void => {
    this.calls.end();
  };

  private readonly onAudio = (): void => {
    void this.calls.answer('audio');
  };

  private readonly onVideo = (): void => {
    void this.calls.answer('video');
  };
}

function choice(
  kind: 'hang' | 'answer' | 'plain',
  icon: IconName,
  label: string,
  act: () => void,
): TemplateResult | typeof nothing {
  return html`<button class="choice" type="button" @click=${act}>
    <span class="round ${kind}"><sm-icon size="large" name=${icon}></sm-icon></span>
    <span>${label}</span>
  </button>`;
}

customElements.define('sm-call-incoming', IncomingCall);
