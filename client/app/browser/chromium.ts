import { chromium, type Browser } from 'playwright-core';

/** Debian's browser, without anything that would reach for the network. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--force-color-profile=srgb',
    ],
  });
}

export const WIDE = { width: 1200, height: 780 };
export const NARROW = { width: 390, height: 780 };
