import type { Page } from 'playwright-core';

import { clockOffset } from './pageClock.js';

/**
 * What a page itself notes of a call, so that no round trip to the browser is measured along with it.
 * Times are milliseconds of this process's clock.
 */
export class CallWatch {
  readonly page: Page;
  readonly #offset: number;

  private constructor(page: Page, offset: number) {
    this.page = page;
    this.#offset = offset;
  }

  /** @param page one whose connections are kept (`watchMedia`) */
  static async of(page: Page): Promise<CallWatch> {
    await page.evaluate(() => {
      addEventListener(
        'click',
        () => Reflect.set(globalThis, 'clickedAt', performance.timeOrigin + performance.now()),
        { capture: true },
      );
    });
    return new CallWatch(page, await clockOffset(page));
  }

  /** When it was last clicked at. */
  async clickedAt(): Promise<number> {
    const at = await this.page.evaluate(() => Reflect.get(globalThis, 'clickedAt') as number);
    return at - this.#offset;
  }

  /** When an element of this name first stands in the document, from now on. */
  async appears(element: string): Promise<number> {
    const at = await this.page.evaluate(async (name) => {
      const isIn = (root: ParentNode): boolean =>
        root.querySelector(name) !== null ||
        [...root.querySelectorAll('*')].some(
          ({ shadowRoot }) => shadowRoot !== null && isIn(shadowRoot),
        );
      while (!isIn(document)) await new Promise((look) => setTimeout(look, 4));
      return performance.timeOrigin + performance.now();
    }, element);
    return at - this.#offset;
  }

  /** When the first frame was decoded that came by one of the connections made after so many. */
  async firstFrame(after: number): Promise<number> {
    const at = await this.page.evaluate(async (skip) => {
      const kept = Reflect.get(globalThis, 'keptConnections') as RTCPeerConnection[];
      const decodes = async (connection: RTCPeerConnection): Promise<boolean> => {
        if (connection.connectionState === 'closed') return false;
        let frames = 0;
        (await connection.getStats()).forEach((report: { framesDecoded?: number }) => {
          frames += report.framesDecoded ?? 0;
        });
        return frames > 0;
      };
      for (;;) {
        const heard = await Promise.all(kept.slice(skip).map(decodes));
        if (heard.includes(true)) return performance.timeOrigin + performance.now();
        await new Promise((look) => setTimeout(look, 4));
      }
    }, after);
    return at - this.#offset;
  }

  /**
   * How long two connections of this one page take from the offer to the first frame, with nothing
   * between them: what the browser itself needs.
   */
  bareFirstFrame(): Promise<number> {
    return this.page.evaluate(async () => {
      const camera = await navigator.mediaDevices.getUserMedia({ video: true });
      const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
      from.onicecandidate = ({ candidate }) => void to.addIceCandidate(candidate ?? undefined);
      to.onicecandidate = ({ candidate }) => void from.addIceCandidate(candidate ?? undefined);
      for (const track of camera.getTracks()) from.addTrack(track, camera);
      const begun = performance.now();
      await from.setLocalDescription();
      await to.setRemoteDescription(from.localDescription as RTCSessionDescription);
      await to.setLocalDescription();
      await from.setRemoteDescription(to.localDescription as RTCSessionDescription);
      let frames = 0;
      while (frames === 0) {
        await new Promise((look) => setTimeout(look, 4));
        (await to.getStats()).forEach((report: { framesDecoded?: number }) => {
          frames += report.framesDecoded ?? 0;
        });
      }
      const took = performance.now() - begun;
      for (const connection of [from, to]) connection.close();
      for (const track of camera.getTracks()) track.stop();
      return took;
    });
  }

  /** How long the page waits for an answer that costs the server nothing. */
  async bareAnswer(): Promise<number> {
    return this.page.evaluate(async () => {
      const begun = performance.now();
      await (await fetch('/health/live')).arrayBuffer();
      return performance.now() - begun;
    });
  }
}
