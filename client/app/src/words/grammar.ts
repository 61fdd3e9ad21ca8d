/** What sentences are made with, in every part of the words. */

const plural = new Intl.PluralRules('en');

export function counted(count: number, one: string, other: string): string {
  return `${count.toLocaleString('en')} ${plural.select(count) === 'one' ? one : other}`;
}

/** Names and texts of people may run right to left; isolated, they leave the order of the sentence alone. */
export function isolated(words: string): string {
  return `\u2068${words}\u2069`;
}

export const list = new Intl.ListFormat('en', { style: 'long', type: 'conjunction' });

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

const SPANS: readonly (readonly [number, string, string])[] = [
  [YEAR_MS, 'year', 'years'],
  [DAY_MS, 'day', 'days'],
  [3_600_000, 'hour', 'hours'],
  [60_000, 'minute', 'minutes'],
  [1_000, 'second', 'seconds'],
];

/**
 * How long something is kept, exactly: in the largest unit that it is a whole number of. Years may have
 * their leap days.
 */
export function span(ms: number): string {
  const years = Math.floor(ms / YEAR_MS);
  if (years > 0 && ms - years * YEAR_MS === Math.ceil(years / 4) * DAY_MS) {
    return counted(years, 'year', 'years');
  }
  const [unit, one, many] = SPANS.find(([unit]) => ms >= unit && ms % unit === 0) ?? [
    1_000,
    'second',
    'seconds',
  ];
  return counted(Math.round(ms / unit), one, many);
}
