import { html, type TemplateResult } from 'lit';

import { text } from '../messages.js';
import type { Delivery } from '../model/types.js';
import type { IconName } from './icon.js';
import './icon.js';

const DRAWN: Record<Delivery, IconName> = {
  pending: 'clock',
  failed: 'alert',
  sent: 'once',
  delivered: 'twice',
  seen: 'twice',
};

/** How far an own message has come: a drawing for the eye, a word for the ear. */
export function markOf(delivery: Delivery): TemplateResult {
  return html`<span class="mark ${delivery}" title=${text.delivery(delivery)}
    ><sm-icon size="small" name=${DRAWN[delivery]}></sm-icon
    ><span class="unseen">${text.delivery(delivery)}</span></span
  >`;
}
