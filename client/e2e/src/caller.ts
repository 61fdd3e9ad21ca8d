import type { Browser, BrowserContextOptions } from 'playwright-core';

import { Window } from './browser.js';
import { makeCamerasSmall, watchMedia } from './media.js';
import { Chat } from './pages.js';
import { Phone } from './phone.js';

/** One person's window, whose media can be looked at, and what she does there. */
export class Caller {
  readonly window: Window;
  readonly chat: Chat;
  readonly phone: Phone;

  private constructor(window: Window) {
    this.window = window;
    this.chat = new Chat(window.page);
    this.phone = new Phone(window.page);
  }

  /** Opens the site's first page. */
  static async open(
    browser: Browser,
    origin: string,
    options: BrowserContextOptions = {},
    camera: 'small' | 'as wanted' = 'small',
  ): Promise<Caller> {
    const window = await Window.open(browser, origin, options);
    await watchMedia(window.context);
    if (camera === 'small') await makeCamerasSmall(window.context);
    await window.page.reload();
    return new Caller(window);
  }
}
