const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function firstGrapheme(word: string): string {
  for (const { segment } of segmenter.segment(word)) {
    return segment;
  }
  return '';
}

/** One or two characters that stand for a name: the first of its first and of its last word. */
export function initials(name: string): string {
  const words = name.split(/[\s\-_.]+/u).filter((word) => /[\p{L}\p{N}\p{So}]/u.test(word));
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) {
    return '?';
  }
  const both = words.length > 1 ? firstGrapheme(first) + firstGrapheme(last) : firstGrapheme(first);
  return both.toLocaleUpperCase();
}

export const HUES = 8;

/** A colour that stays with an id, 0 … {@link HUES} − 1. */
export function hueOf(id: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < id.length; index++) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 16_777_619);
  }
  // The high bits of FNV-1a vary more than the low ones for short ids.
  return (hash >>> 13) % HUES;
}

// With the joiner, the variation selector, the keycap and the tags of which some emoji are made.
const EMOJI_ONLY =
  /^(?:\p{RI}{2}|\p{Extended_Pictographic}|\p{EMod}|\u200d|\ufe0f|[\u{e0020}-\u{e007f}]|\s)+$/u;

/** True for one to three emoji and nothing else, which are shown large. */
export function isJumbo(body: string): boolean {
  const text = body.trim();
  if (text === '' || text.length > 48 || !EMOJI_ONLY.test(text)) {
    return false;
  }
  const graphemes = [...segmenter.segment(text)].filter(({ segment }) => segment.trim() !== '');
  return graphemes.length <= 3;
}
