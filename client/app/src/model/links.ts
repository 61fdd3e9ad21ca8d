export type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'link'; readonly text: string; readonly href: string };

// Stops at white space, quotes and angle brackets, and at every character that changes the direction of
// text or has no width: with those a link could look like another one.
const CANDIDATE =
  /\bhttps?:\/\/[^\s<>"'`\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/giu;
const TRAILING = /[.,:;!?…*_~]$/u;
const CLOSERS: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

/** A longer address is not clickable: it would be cut or mislead, and nobody types one. */
const LINK_CHARS_MAX = 2_048;

/** Splits text into plain pieces and links to http or https; all pieces joined are the text again. */
export function findLinks(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(CANDIDATE)) {
    const candidate = trimmed(match[0]);
    const href = safeHref(candidate);
    if (href === undefined) {
      continue;
    }
    if (match.index > end) {
      pieces.push({ type: 'text', text: text.slice(end, match.index) });
    }
    pieces.push({ type: 'link', text: candidate, href });
    end = match.index + candidate.length;
  }
  if (end < text.length) {
    pieces.push({ type: 'text', text: text.slice(end) });
  }
  return pieces;
}

/** Leaves punctuation that belongs to the sentence, and a bracket that was opened before the link. */
function trimmed(candidate: string): string {
  let link = candidate;
  for (;;) {
    const last = link.at(-1) ?? '';
    const opener = CLOSERS[last];
    const unbalanced = opener !== undefined && count(link, last) > count(link, opener);
    if (!unbalanced && !TRAILING.test(link)) {
      return link;
    }
    link = link.slice(0, -1);
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function safeHref(candidate: string): string | undefined {
  if (candidate.length > LINK_CHARS_MAX || !URL.canParse(candidate)) {
    return undefined;
  }
  const url = new URL(candidate);
  const plain = url.protocol === 'http:' || url.protocol === 'https:';
  // "https://bank.example@evil.example" shows one host and opens another.
  return plain && url.username === '' && url.password === '' ? url.href : undefined;
}
