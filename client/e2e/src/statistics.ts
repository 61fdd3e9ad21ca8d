/** The value that p percent of the values do not exceed (nearest rank). */
export function percentile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.max(1, Math.ceil((p / 100) * sorted.length));
  return sorted[rank - 1] ?? Number.NaN;
}

/** The median, and in brackets the least and the greatest. */
export function medianAndSpread(values: readonly number[], digits = 1): string {
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const shown = (value: number): string => value.toFixed(digits);
  return `${shown(percentile(values, 50))} (${shown(least)}–${shown(greatest)})`;
}
