import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

import { text } from '../../messages.js';
import type { Device, DeviceKind, DevicesView } from '../../model/call.js';
import { base, fields } from '../../parts/controls.js';
import type { Calls } from '../../store/store.js';

/** Which microphone, camera and speaker are used. */
class CallDevices extends LitElement {
  static override properties = {
    calls: { attribute: false },
    devices: { attribute: false },
    camera: { type: Boolean },
  };

  declare calls: Calls;
  declare devices: DevicesView;
  /** Whether a camera is of interest. */
  declare camera: boolean;

  constructor() {
    super();
    this.camera = false;
  }

  static override styles = [
    base,
    fields,
    css`
      :host {
        display: grid;
        gap: 0.75rem;
      }
      label {
        margin-block-end: 0.25rem;
      }
      select {
        font: inherit;
        width: 100%;
        min-height: 2.5rem;
        padding: 0.25rem 0.625rem;
        border: 1px solid var(--line-strong);
        border-radius: var(--round);
        background: var(--raised);
        color: var(--ink);
        text-overflow: ellipsis;
      }
      select:disabled {
        color: var(--ink-2);
        opacity: 1;
      }
    `,
  ];

  override render(): TemplateResult {
    const { microphones, cameras, speakers } = this.devices;
    return html`
      ${this.renderChoice('microphone', text.call.microphone, microphones)}
      ${this.camera ? this.renderChoice('camera', text.call.camera, cameras) : nothing}
      ${speakers.length > 0 ? this.renderChoice('speaker', text.call.speaker, speakers) : nothing}
    `;
  }

  private renderChoice(
    kind: DeviceKind,
    label: string,
    devices: readonly Device[],
  ): TemplateResult {
    const chosen = this.devices.chosen[kind];
    const known = devices.some(({ id }) => id === chosen);
    return html`<div>
      <label for=${kind}>${label}</label>
      <select
        id=${kind}
        ?disabled=${devices.length === 0}
        @change=${(event: Event) => {
          void this.calls.choose(kind, (event.target as HTMLSelectElement).value);
        }}
      >
        ${
          devices.length === 0
            ? html`<option>${text.call.noDevice}</option>`
            : devices.map(
                ({ id, label: name }, index) =>
                  html`<option value=${id} .selected=${live(known ? id === chosen : index === 0)}>
                    ${name === '' ? text.call.unnamed(label, index + 1) : name}
                  </option>`,
              )
        }
      </select>
    </div>`;
  }
}

customElements.define('sm-call-devices', CallDevices);
