import { LitElement, css, html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { CallView } from '../../model/call.js';
import { base, buttons } from '../../parts/controls.js';
import type { Calls } from '../../store/store.js';
import { callButtons } from './call.css.js';
import '../../parts/avatar.js';
import '../../parts/icon.js';
import './devices.js';

/** A look at oneself before one is seen: the picture, the devices, and what is wrong with them. */
class CallPreview extends LitElement {
  static override properties = { calls: { attribute: false }, call: { attribute: false } };

  declare calls: Calls;
  declare call: CallView;

  static override styles = [
    base,
    buttons,
    callButtons,
    css`
      :host {
        display: grid;
        gap: 1rem;
        padding: 1.25rem 1.25rem calc(1.25rem + env(safe-area-inset-bottom));
      }
      h2 {
        font-size: 1.125rem;
        line-height: 1.3;
        font-weight: 650;
        overflow-wrap: anywhere;
      }
      header p {
        font-size: var(--small);
        color: var(--ink-2);
      }
      .frame {
        position: relative;
        color-scheme: dark;
        aspect-ratio: 16 / 10;
        border-radius: 1rem;
        overflow: hidden;
        background: var(--stage);
        color: var(--ink);
      }
      video {
        width: 100%;
        height: 100%;
        object-fit: cover;
        transform: scaleX(-1);
      }
      .none {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 0.75rem;
        height: 100%;
        padding-block-end: 2.5rem;
        font-size: var(--small);
        color: var(--ink-2);
      }
      .switches {
        position: absolute;
        inset-inline: 0;
        inset-block-end: 0.75rem;
        display: flex;
        justify-content: center;
        gap: 0.75rem;
      }
      .switches .round {
        width: 2.75rem;
        height: 2.75rem;
        color: var(--on-call);
        background: rgb(38 52 58 / 0.9);
      }
      .switches .round:hover {
        background: var(--stage-hover);
      }
      .switches .round[aria-pressed='false'] {
        color: #1a1f24;
        background: #ffffff;
      }
      .told:empty {
        position: absolute;
      }
      .problems {
        display: grid;
        gap: 0.5rem;
      }
      .problems li {
        display: flex;
        gap: 0.5rem;
        padding: 0.625rem 0.75rem;
        border-radius: var(--round);
        background: var(--danger-soft);
        color: var(--danger);
        font-size: var(--small);
        line-height: 1.4;
      }
      .problems sm-icon {
        margin-block-start: 0.0625rem;
      }
      .retry {
        margin-inline-start: auto;
        flex: none;
        align-self: start;
        color: inherit;
      }
      .choices {
        display: flex;
        gap: 0.625rem;
      }
      .choices .button {
        flex: 1;
        line-height: 1.25;
        padding-block: 0.5rem;
      }
      .go,
      .go:hover:not(:disabled) {
        color: var(--on-call);
      }
      .go {
        flex: 1.6;
        background: var(--answer);
      }
      .go:hover:not(:disabled) {
        background: var(--answer-hover);
      }
      @media (max-height: 32rem) and (min-width: 40rem) {
        :host {
          grid-template-columns: 1fr 1fr;
          gap: 0.75rem 1rem;
          padding-block: 0.875rem;
        }
        header {
          grid-column: 1 / -1;
        }
        .frame {
          grid-row: 2 / span 3;
          align-self: start;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const { call } = this;
    const answering = call.direction === 'incoming';
    const { name } = call.peer;
    const camera = call.media === 'video';
    return html`
      <header>
        <h2>${answering ? text.call.previewAnswer(name) : text.call.previewCall(name)}</h2>
        <p>${text.call.previewLead}</p>
      </header>
      ${camera ? this.renderFrame() : nothing} ${this.renderProblems()}
      <sm-call-devices
        .calls=${this.calls}
        .devices=${call.devices}
        ?camera=${camera}
      ></sm-call-devices>
      <div class="choices">
        <button class="button" type="button" @click=${this.onBack}>${text.call.give}</button>
        <button class="button go" type="button" @click=${this.onGo}>
          <sm-icon name=${call.sending.camera ? 'video' : 'phone'}></sm-icon>${this.goLabel}
        </button>
      </div>
    `;
  }

  private get goLabel(): string {
    const { sending, direction, media } = this.call;
    const answering = direction === 'incoming';
    if (!sending.microphone && !sending.camera) {
      return answering ? text.call.answerSilent : text.call.startSilent;
    }
    if (media === 'video' && !sending.camera) {
      return answering ? text.call.answerAudio : text.call.startAudio;
    }
    return answering ? text.call.answer : text.call.startCall;
  }

  private renderFrame(): TemplateResult {
    const { own, sending } = this.call;
    return html`<div class="frame">
      ${
        own === undefined
          ? html`<div class="none">
              <sm-icon size="large" name="videoOff"></sm-icon>
              <span>${text.call.previewOff}</span>
            </div>`
          : html`<video
              autoplay
              playsinline
              aria-label=${text.call.own}
              .muted=${true}
              .srcObject=${own}
            ></video>`
      }
      <div class="switches">
        ${this.renderSwitch('microphone', sending.microphone)}
        ${this.renderSwitch('camera', sending.camera)}
      </div>
    </div>`;
  }

  private renderSwitch(source: 'microphone' | 'camera', on: boolean): TemplateResult {
    const [yes, no] =
      source === 'camera' ? (['video', 'videoOff'] as const) : (['mic', 'micOff'] as const);
    return html`<button
      class="round"
      type="button"
      aria-pressed=${on ? 'true' : 'false'}
      aria-label=${source === 'camera' ? text.call.camera : text.call.microphone}
      title=${text.call.turn(source, on)}
      @click=${() => void this.calls.toggle(source)}
    >
      <sm-icon name=${on ? yes : no}></sm-icon>
    </button>`;
  }

  private renderProblems(): TemplateResult {
    const { problems } = this.call.devices;
    const told = (['microphone', 'camera'] as const).flatMap((source) => {
      const problem = problems[source];
      return problem === undefined ? [] : [{ source, problem }];
    });
    const list = html`<ul class="problems">
      ${told.map(
        ({ source, problem }) =>
          html`<li>
            <sm-icon size="small" name="alert"></sm-icon>
            <span>${text.call.problem(source, problem)}</span>
            ${
              problem === 'switched'
                ? nothing
                : html`<button
                    class="link retry"
                    type="button"
                    aria-label="${text.call.retry}: ${source === 'camera' ? text.call.camera : text.call.microphone}"
                    @click=${() => void this.calls.toggle(source)}
                  >
                    ${text.call.retry}
                  </button>`
            }
          </li>`,
      )}
    </ul>`;
    // Spoken when something comes into it, so it is there before.
    return html`<div class="told" role="alert">${told.length === 0 ? nothing : list}</div>`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('.go')?.focus();
  }

  private readonly onBack = (): void => {
    this.calls.back();
  };

  private readonly onGo = (): void => {
    void this.calls.proceed();
  };
}

customElements.define('sm-call-preview', CallPreview);
