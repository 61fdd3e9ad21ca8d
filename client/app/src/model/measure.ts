/** Numbers as operators read them: short, with a unit, and as exact as it helps. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** A number and its unit, which may be set smaller. */
export interface Measure {
  readonly value: string;
  readonly unit: string;
}

export function count(value: number): string {
  return value < 100_000 ? whole.format(value) : compact.format(value);
}

export function perSecond(value: number): string {
  return value > 0 && value < 10 ? tenth.format(value) : count(value);
}

export function percent(share: number): string {
  return `${whole.format(share * 100)} %`;
}

export function micros(value: number): Measure {
  return value < 1_000_000 ? { value: short(value / 1000), unit: 'ms' } : duration(value / 1000);
}

/** The largest unit of which there is at least one. */
export function duration(ms: number): Measure {
  if (ms < 1000) {
    return { value: whole.format(ms), unit: 'ms' };
  }
  const seconds = ms / 1000;
  if (seconds < 10) {
    return { value: tenth.format(seconds), unit: 's' };
  }
  return age(seconds);
}

/** As {@link duration}, of what is counted in whole seconds. */
export function age(seconds: number): Measure {
  if (seconds < 120) {
    return { value: whole.format(Math.floor(seconds)), unit: 's' };
  }
  if (seconds < 7200) {
    return { value: whole.format(Math.floor(seconds / 60)), unit: 'min' };
  }
  if (seconds < 172_800) {
    return { value: whole.format(Math.floor(seconds / 3600)), unit: 'h' };
  }
  return { value: whole.format(Math.floor(seconds / 86_400)), unit: 'd' };
}

export function bytes(value: number): Measure {
  const mebibytes = value / 1_048_576;
  return mebibytes < 1024
    ? { value: whole.format(mebibytes), unit: 'MiB' }
    : { value: tenth.format(mebibytes / 1024), unit: 'GiB' };
}

/** A file's size as a browser's list of downloads says it. */
export function fileSize(value: number): string {
  if (value < 1000) {
    return `${value} B`;
  }
  // By what is written: 999.96 kB would be 1,000 kB.
  const unit = ['kB', 'MB', 'GB'].findIndex((_, i) => value / 1000 ** (i + 1) < 999.95);
  const exponent = unit < 0 ? 3 : unit + 1;
  return `${tenth.format(value / 1000 ** exponent)} ${['B', 'kB', 'MB', 'GB'][exponent] ?? ''}`;
}

export function joined({ value, unit }: Measure): string {
  return `${value} ${unit}`;
}

function short(value: number): string {
  return value < 10 ? tenth.format(value) : whole.format(value);
}
