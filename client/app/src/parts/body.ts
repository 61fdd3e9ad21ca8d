import { html, type TemplateResult } from 'lit';

import { text } from '../messages.js';
import { findLinks } from '../model/links.js';

/** What a person wrote: text and links, and never anything else, whatever it contains. */
export function bodyOf(body: string): TemplateResult[] {
  return findLinks(body).map((piece) =>
    piece.type === 'text'
      ? html`${piece.text}`
      : html`<a
          href=${piece.href}
          target="_blank"
          rel="noopener noreferrer nofollow"
          title=${text.conversation.opensNewTab}
          >${piece.text}</a
        >`,
  );
}
