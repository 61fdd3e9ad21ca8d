import { html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import { spelled, type CallView } from '../../model/call.js';
import type { Calls } from '../../store/store.js';
import type { Panel } from './controls.js';
import './devices.js';

/** What lies over the call: the digits to be compared, or the devices. */
export function renderPanel(
  panel: Panel | undefined,
  call: CallView,
  calls: Calls,
  onClose: () => void,
): TemplateResult | typeof nothing {
  switch (panel) {
    case undefined:
      return nothing;
    case 'code':
      if (call.group !== undefined) {
        const { sealedHeading, sealedClose } = text.call.group;
        return framed('code', sealedHeading, sealedClose, onClose, renderSealed());
      }
      return framed('code', text.call.codeHeading, text.call.codeClose, onClose, renderCode(call));
    case 'devices':
      return framed(
        'devices',
        text.call.devices,
        text.call.devicesClose,
        onClose,
        html`<sm-call-devices .calls=${calls} .devices=${call.devices} camera></sm-call-devices>`,
      );
  }
}

function renderCode({ code, peer }: CallView): TemplateResult {
  return html`
    ${
      code === undefined
        ? html`<p>${text.call.codeNone}</p>`
        : html`<output class="digits">${spelled(code)}</output>`
    }
    <p>${text.call.codeLead(peer.name)}</p>
  `;
}

function renderSealed(): TemplateResult {
  return html`<p>${text.call.group.sealedLead}</p>
    <p>${text.call.group.sealedLimit}</p>`;
}

function framed(
  kind: Panel,
  heading: string,
  closeLabel: string,
  onClose: () => void,
  content: TemplateResult,
): TemplateResult {
  return html`<section class="panel ${kind}" aria-label=${heading}>
    <h3>
      ${heading}
      <button class="icon" type="button" aria-label=${closeLabel} @click=${onClose}>
        <sm-icon name="close"></sm-icon>
      </button>
    </h3>
    ${content}
  </section>`;
}
