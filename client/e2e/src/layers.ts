/**
 * Browsers send layers (simulcast, RFC 8853), and receive none. Between two of them, as a media
 * server would do, each layer is made a line of its own: the header extension that names the layer
 * on every packet is read as the one that names the line.
 */
const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const RID = 'urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id';
const REPAIRED = 'urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id';

/** One line with layers, offered as so many lines without. */
export function offerOfLayers(sdp: string, layers: readonly string[]): string {
  const [session, media] = sectionsOf(sdp);
  const kept = media.filter((line) => !/^a=(rid|simulcast|ssrc|ssrc-group|msid):/.test(line));
  const swapped = kept.flatMap((line) => {
    if (line.startsWith('a=extmap:') && (line.endsWith(MID) || line.endsWith(REPAIRED))) return [];
    return [line.replace(RID, MID)];
  });
  return joined([
    ...grouped(session, layers),
    ...layers.flatMap((layer) => swapped.map((line) => named(line, layer))),
  ]);
}

/** The answer to these lines, as one to the line that was offered. */
export function answerForLayers(sdp: string, offer: string): string {
  const [, offered] = sectionsOf(offer);
  const [session, media] = sectionsOf(sdp);
  const layers = midsOf(sdp);
  const mid = midsOf(offer)[0] ?? '0';
  const extensions = offered.filter((line) => [MID, RID].some((uri) => line.endsWith(uri)));
  return joined([
    ...grouped(session, [mid]),
    ...media.filter((line) => !line.endsWith(MID)).map((line) => named(line, mid)),
    ...extensions,
    ...layers.map((layer) => `a=rid:${layer} recv`),
    `a=simulcast:recv ${layers.join(';')}`,
  ]);
}

/** What stands before the first line of media, and that line. */
function sectionsOf(sdp: string): readonly [readonly string[], readonly string[]] {
  const lines = sdp.split('\r\n').filter((line) => line !== '');
  const first = lines.findIndex((line) => line.startsWith('m='));
  const second = lines.findIndex((line, i) => i > first && line.startsWith('m='));
  return [lines.slice(0, first), lines.slice(first, second < 0 ? lines.length : second)];
}

function midsOf(sdp: string): string[] {
  return [...sdp.matchAll(/^a=mid:(.*)\r$/gm)].map(([, mid = '']) => mid);
}

function grouped(session: readonly string[], mids: readonly string[]): string[] {
  return session.map((line) =>
    line.startsWith('a=group:BUNDLE') ? `a=group:BUNDLE ${mids.join(' ')}` : line,
  );
}

function named(line: string, mid: string): string {
  return line.startsWith('a=mid:') ? `a=mid:${mid}` : line;
}

function joined(lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n`;
}
