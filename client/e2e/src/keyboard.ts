import type { Locator, Page } from 'playwright-core';

import { eventually } from './eventually.js';

/** More stops than any view has. */
const STOPS_MAX = 60;

/** Moves through a page without a mouse. */
export class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Presses Tab until the element has the focus; an element of a radio group stands for all. */
  async tabTo(goal: Locator, kind: 'element' | 'radio' = 'element'): Promise<void> {
    const group = kind === 'radio' ? this.#page.getByRole('radio') : goal;
    for (let stop = 0; stop <= STOPS_MAX; stop++) {
      if (await hasFocus(group)) return;
      await this.#page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${goal.toString()}`);
  }

  /** Presses a key until the element has the focus. */
  async pressUntil(key: string, goal: Locator): Promise<void> {
    for (let press = 0; press <= STOPS_MAX; press++) {
      if (await hasFocus(goal)) return;
      await this.#page.keyboard.press(key);
    }
    throw new Error(`${key} does not reach ${goal.toString()}`);
  }

  /** Waits until the app itself has put the focus there. */
  async reaches(goal: Locator): Promise<void> {
    await eventually(`the focus is on ${goal.toString()}`, () => hasFocus(goal));
  }
}

async function hasFocus(goal: Locator): Promise<boolean> {
  for (const element of await goal.all()) {
    if (await element.evaluate((it) => it.matches(':focus'))) return true;
  }
  return false;
}
