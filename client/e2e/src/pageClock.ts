import type { Page } from 'playwright-core';

/** This process's clock, in milliseconds and their fractions. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** By how much the page's clock is ahead of ours: read in the middle of the quickest round trip. */
export async function clockOffset(page: Page): Promise<number> {
  let best = { took: Number.POSITIVE_INFINITY, offset: 0 };
  for (let i = 0; i < 50; i++) {
    const from = now();
    const theirs = await page.evaluate(() => performance.timeOrigin + performance.now());
    const took = now() - from;
    if (took < best.took) best = { took, offset: theirs - (from + took / 2) };
  }
  return best.offset;
}
