import type { ReactiveController, ReactiveControllerHost } from 'lit';

import { Refused, type Refusal } from '../../store/store.js';

/** People pause about this long between words; asking on each letter would load the site for nothing. */
const PAUSE_MS = 250;

export type Found<T> =
  | { readonly state: 'idle' }
  | { readonly state: 'searching' }
  | { readonly state: 'found'; readonly query: string; readonly results: readonly T[] }
  | { readonly state: 'refused'; readonly refusal: Refusal };

/** Asks for results while someone types; only the answer to the last question counts. */
export class Search<T> implements ReactiveController {
  found: Found<T> = { state: 'idle' };
  private readonly host: ReactiveControllerHost;
  private readonly ask: (query: string) => Promise<readonly T[]>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private question = 0;

  constructor(host: ReactiveControllerHost, ask: (query: string) => Promise<readonly T[]>) {
    this.host = host;
    this.ask = ask;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
    this.question++;
  }

  /** Waits for a pause in typing. */
  type(query: string): void {
    const question = this.next({ state: 'searching' });
    this.timer = setTimeout(() => {
      void this.run(query.trim(), question);
    }, PAUSE_MS);
  }

  /** Asks at once. */
  now(query: string): void {
    void this.run(query, this.next({ state: 'searching' }));
  }

  clear(): void {
    this.next({ state: 'idle' });
  }

  private next(found: Found<T>): number {
    clearTimeout(this.timer);
    this.set(found);
    return ++this.question;
  }

  private async run(query: string, question: number): Promise<void> {
    let found: Found<T>;
    try {
      found = { state: 'found', query, results: await this.ask(query) };
    } catch (error) {
      found = { state: 'refused', refusal: Refused.of(error) };
    }
    if (question === this.question) {
      this.set(found);
    }
  }

  private set(found: Found<T>): void {
    this.found = found;
    this.host.requestUpdate();
  }
}
