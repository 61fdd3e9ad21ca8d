/** Times as people read them. The clock and the locale come from outside, so that tests are exact. */

const DAY_MS = 86_400_000;

export function sameDay(a: number, b: number): boolean {
  return startOfDay(a) === startOfDay(b);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Whole calendar days between two times; rounds, because a day with a clock change has 23 or 25 hours. */
export function daysBetween(earlier: number, later: number): number {
  return Math.round((startOfDay(later) - startOfDay(earlier)) / DAY_MS);
}

type Style = 'clock' | 'weekday' | 'day' | 'dayOfYear' | 'full';

const STYLES: Record<Style, Intl.DateTimeFormatOptions> = {
  clock: { hour: 'numeric', minute: '2-digit' },
  weekday: { weekday: 'short' },
  day: { day: 'numeric', month: 'short' },
  dayOfYear: { weekday: 'long', day: 'numeric', month: 'long' },
  full: { dateStyle: 'long', timeStyle: 'short' },
};

// Making a formatter costs far more than using one, and a list formats dozens per render.
const formatters = new Map<string, Intl.DateTimeFormat>();

function format(style: Style, at: number, locale: string | undefined, withYear = false): string {
  const key = `${style} ${locale ?? ''} ${String(withYear)}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    const options = withYear ? { ...STYLES[style], year: 'numeric' as const } : STYLES[style];
    formatter = new Intl.DateTimeFormat(locale, options);
    formatters.set(key, formatter);
  }
  return formatter.format(at);
}

export function clockTime(at: number, locale?: string): string {
  return format('clock', at, locale);
}

export function fullTime(at: number, locale?: string): string {
  return format('full', at, locale);
}

/** For the list: the time today, "Yesterday", the weekday within a week, else the date. */
export function briefTime(at: number, now: number, yesterday: string, locale?: string): string {
  const days = daysBetween(at, now);
  if (days <= 0) {
    return clockTime(at, locale);
  }
  if (days === 1) {
    return yesterday;
  }
  if (days < 7) {
    return format('weekday', at, locale);
  }
  return format('day', at, locale, !sameYear(at, now));
}

/** For the separators between days. */
export function dayName(
  at: number,
  now: number,
  words: { readonly today: string; readonly yesterday: string },
  locale?: string,
): string {
  const days = daysBetween(at, now);
  if (days === 0) {
    return words.today;
  }
  if (days === 1) {
    return words.yesterday;
  }
  return format('dayOfYear', at, locale, !sameYear(at, now));
}

function sameYear(a: number, b: number): boolean {
  return new Date(a).getFullYear() === new Date(b).getFullYear();
}
