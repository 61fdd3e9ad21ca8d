import type { BrowserContext, Page } from 'playwright-core';

import { eventually } from './eventually.js';

/**
 * A browser with a camera and a microphone that need no hardware and ask nobody. Few pictures a second:
 * several windows in which each is sealed and compressed three times are more than two cores do in time.
 */
export const MEDIA_FLAGS = [
  '--use-fake-device-for-media-stream=fps=8',
  '--use-fake-ui-for-media-stream',
  // A small camera is sent in all its sizes too.
  '--force-fieldtrials=WebRTC-LegacySimulcastLayerLimit/Disabled/',
  // Two windows of one machine otherwise only know each other by names that need a multicast network.
  '--disable-features=WebRtcHideLocalIpsWithMdns',
];

/** What flows through all connections that a page has open. */
export interface Flow {
  readonly framesDecoded: number;
  readonly audioSamples: number;
  readonly bytesReceived: number;
  /** The kinds of candidates of the pairs in use. */
  readonly local: readonly string[];
  readonly remote: readonly string[];
}

/** From now on the context's pages keep their connections where {@link flow} finds them. */
export async function watchMedia(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const kept: RTCPeerConnection[] = [];
    Reflect.set(globalThis, 'keptConnections', kept);
    const Native = RTCPeerConnection;
    class Watched extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        kept.push(this);
      }
    }
    Reflect.set(globalThis, 'RTCPeerConnection', Watched);
  });
}

/**
 * From now on the context's cameras make small pictures, whatever a page would like: each is sealed and
 * compressed in several sizes, by as many windows as a test has, on the processor alone.
 */
export async function makeCamerasSmall(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const { mediaDevices } = navigator;
    // A page that is not secure has none.
    if (!('mediaDevices' in navigator)) return;
    const getUserMedia = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (constraints = {}) => {
      const { video } = constraints;
      if (typeof video !== 'object') return getUserMedia(constraints);
      return getUserMedia({ ...constraints, video: { ...video, width: 320, height: 180 } });
    };
  });
}

/** What has flowed so far. */
export function flow(page: Page): Promise<Flow> {
  return page.evaluate(async () => {
    const kept = Reflect.get(globalThis, 'keptConnections') as RTCPeerConnection[];
    const sum = { framesDecoded: 0, audioSamples: 0, bytesReceived: 0 };
    const local: string[] = [];
    const remote: string[] = [];
    for (const connection of kept) {
      if (connection.connectionState === 'closed') continue;
      const stats = new Map<string, Record<string, unknown>>();
      (await connection.getStats()).forEach((report: { id: string }) => {
        stats.set(report.id, report);
      });
      const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
      for (const report of stats.values()) {
        if (report['type'] === 'inbound-rtp') {
          sum.framesDecoded += number(report['framesDecoded']);
          sum.audioSamples += number(report['totalSamplesReceived']);
          sum.bytesReceived += number(report['bytesReceived']);
        }
        if (report['type'] !== 'transport') continue;
        const pair = stats.get(String(report['selectedCandidatePairId']));
        if (pair === undefined) continue;
        local.push(String(stats.get(String(pair['localCandidateId']))?.['candidateType']));
        remote.push(String(stats.get(String(pair['remoteCandidateId']))?.['candidateType']));
      }
    }
    return { ...sum, local, remote };
  });
}

/**
 * Waits until so many more frames were decoded here than now; a connection that is made anew counts from
 * its beginning.
 */
export async function decodes(what: string, page: Page, frames = 15): Promise<void> {
  let least = Infinity;
  await eventually(`${what}: ${frames} more frames are decoded`, async () => {
    const { framesDecoded } = await flow(page);
    least = Math.min(least, framesDecoded);
    return framesDecoded >= least + frames;
  });
}

/** Makes whatever secret of media is handed to this context's pages another one. */
export async function spoilMediaKeys(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    // Nothing else is unwrapped.
    const unwrap: unknown = Reflect.get(SubtleCrypto.prototype, 'unwrapKey');
    if (typeof unwrap !== 'function') throw new Error('no WebCrypto');
    Reflect.set(
      SubtleCrypto.prototype,
      'unwrapKey',
      async function (this: SubtleCrypto, ...given: unknown[]) {
        await Reflect.apply(unwrap, this, given);
        const another = crypto.getRandomValues(new Uint8Array(32));
        return this.importKey('raw', another, 'HKDF', false, ['deriveKey']);
      },
    );
  });
}

/** Waits until more sound has come. */
export async function hears(what: string, page: Page): Promise<void> {
  const before = (await flow(page)).audioSamples;
  await eventually(`${what}: sound comes`, async () => {
    return (await flow(page)).audioSamples > before + 4_800;
  });
}

/** How many connections the page has made so far. */
export function madeConnections(page: Page): Promise<number> {
  return page.evaluate(
    () => (Reflect.get(globalThis, 'keptConnections') as RTCPeerConnection[]).length,
  );
}

/** The connections that are open. */
export function openConnections(page: Page): Promise<number> {
  return page.evaluate(() => {
    const kept = Reflect.get(globalThis, 'keptConnections') as RTCPeerConnection[];
    return kept.filter(({ connectionState }) => connectionState !== 'closed').length;
  });
}
