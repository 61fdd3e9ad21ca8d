import type { LinkVitals, NodeVitals, Overview } from '@sealmesh/sdk';

/** What an administrator looks at: one overview after the other, as rows, series and concerns. */

/** One relay, whichever way its numbers came here. */
export interface NodeRow {
  readonly vitals: NodeVitals;
  /** How old the numbers are; 0 of the origin's own cluster, which was asked just now. */
  readonly heardAgoMs: number;
  /** The link over which they came, or none. */
  readonly link: LinkVitals | undefined;
}

/** What a relay answers to several beacons within; beyond it its numbers are old. */
export const STALE_MS = 10_000;

export function nodesOf({ mesh }: Overview): readonly NodeRow[] {
  if (mesh === undefined) {
    return [];
  }
  const here = mesh.nodes.map((vitals) => ({ vitals, heardAgoMs: 0, link: undefined }));
  const linked = mesh.links.flatMap((link) =>
    link.reported === undefined
      ? []
      : [{ vitals: link.reported, heardAgoMs: link.heardAgoMs ?? 0, link }],
  );
  return [...here, ...linked];
}

/** Whether the numbers of a row say how the node is now. */
export function isStale({ heardAgoMs, link }: NodeRow): boolean {
  return link?.state === 'down' || heardAgoMs > STALE_MS;
}

/** Open now, as far as it is known; undefined if nobody can be asked. */
export function socketsOf(overview: Overview): number | undefined {
  const fresh = nodesOf(overview).filter((row) => !isStale(row));
  return overview.mesh && fresh.reduce((sum, { vitals }) => sum + vitals.sockets, 0);
}

/** Something that wants to be looked at, the gravest first. */
export type Concern =
  | { readonly kind: 'part'; readonly part: 'database' | 'outbox' | 'mesh' }
  | { readonly kind: 'database' }
  | { readonly kind: 'no-link' }
  | { readonly kind: 'link'; readonly relay: string; readonly sinceMs: number }
  | { readonly kind: 'silent'; readonly node: string }
  | { readonly kind: 'stale'; readonly node: string; readonly agoMs: number }
  | { readonly kind: 'outbox'; readonly ageMs: number }
  | { readonly kind: 'commits'; readonly p99Micros: number }
  | { readonly kind: 'sockets'; readonly node: string; readonly share: number }
  | { readonly kind: 'heap'; readonly node: string; readonly share: number };

/** As in the alert rules of cluster-config/monitoring: whoever changes one changes both. */
export const LIMITS = {
  outboxAgeMs: 30_000,
  commitP99Micros: 500_000,
  socketsShare: 0.9,
  heapShare: 0.9,
} as const;

export function concernsOf(overview: Overview): readonly Concern[] {
  const { database, outbox, mesh } = overview;
  const found: Concern[] = [];
  for (const part of ['database', 'outbox', 'mesh'] as const) {
    if (overview[part] === undefined) {
      found.push({ kind: 'part', part });
    }
  }
  if (database?.state === 'down') {
    found.push({ kind: 'database' });
  }
  const links = mesh?.links ?? [];
  if (links.length > 0 && links.every(({ state }) => state === 'down')) {
    found.push({ kind: 'no-link' });
  }
  for (const { relay, state, sinceMs } of links) {
    if (state === 'down') {
      found.push({ kind: 'link', relay, sinceMs });
    }
  }
  found.push(...(mesh?.silent ?? []).map((node) => ({ kind: 'silent', node }) as const));
  const ageMs = outbox?.rows?.oldestAgeMs ?? 0;
  if (ageMs > LIMITS.outboxAgeMs) {
    found.push({ kind: 'outbox', ageMs });
  }
  const p99Micros = database?.commits.p99Micros ?? 0;
  if (p99Micros > LIMITS.commitP99Micros) {
    found.push({ kind: 'commits', p99Micros });
  }
  for (const row of nodesOf(overview)) {
    found.push(...concernsOfNode(row));
  }
  return found;
}

function concernsOfNode(row: NodeRow): readonly Concern[] {
  const { vitals, heardAgoMs, link } = row;
  const { node } = vitals;
  if (isStale(row)) {
    // That the link is down says it already.
    return link?.state === 'down' ? [] : [{ kind: 'stale', node, agoMs: heardAgoMs }];
  }
  const found: Concern[] = [];
  const sockets = share(vitals.sockets, vitals.socketsMax);
  if (sockets > LIMITS.socketsShare) {
    found.push({ kind: 'sockets', node, share: sockets });
  }
  const heap = share(vitals.heapBytes, vitals.heapBytesMax);
  if (heap > LIMITS.heapShare) {
    found.push({ kind: 'heap', node, share: heap });
  }
  return found;
}

/** Of 0 … 1; nothing of nothing is nothing. */
export function share(part: number, whole: number): number {
  return whole <= 0 ? 0 : Math.min(1, part / whole);
}

/** What is drawn over time. Undefined where it was not known. */
export interface Sample {
  readonly at: number;
  readonly sockets: number | undefined;
  readonly outboxAgeMs: number | undefined;
  readonly commitMicros: number | undefined;
  readonly deliveriesPerSecond: number | undefined;
  /** Told or closed since the sample before. */
  readonly resyncs: number | undefined;
  readonly slowCloses: number | undefined;
}

export type Series = Exclude<keyof Sample, 'at'>;

/** Five minutes of a poll every two seconds. */
export const SAMPLES_MAX = 150;

/** The last minutes, as far as this page has seen them. Older samples are forgotten. */
export class History {
  private readonly kept: Sample[] = [];
  private before: Overview | undefined;

  get samples(): readonly Sample[] {
    return this.kept;
  }

  /** The values of one series, the oldest first. */
  series(name: Series): readonly (number | undefined)[] {
    return this.kept.map((sample) => sample[name]);
  }

  /** The sum of what a series counted while this page looked. */
  sum(name: 'resyncs' | 'slowCloses'): number {
    return this.kept.reduce((sum, sample) => sum + (sample[name] ?? 0), 0);
  }

  /** How many seconds there are between the first sample and the last. */
  get spanSeconds(): number {
    const first = this.kept[0];
    const last = this.kept.at(-1);
    return first === undefined || last === undefined ? 0 : (last.at - first.at) / 1000;
  }

  /** Takes in an overview. The same one again, which a cache may give, changes nothing. */
  add(overview: Overview): void {
    const { before } = this;
    if (before !== undefined && overview.at <= before.at) {
      return;
    }
    this.before = overview;
    this.kept.push(sampleOf(overview, before));
    if (this.kept.length > SAMPLES_MAX) {
      this.kept.shift();
    }
  }

  /** Nobody was asked for a while: the line has a gap here. */
  gap(at: number): void {
    this.before = undefined;
    const none = { sockets: undefined, outboxAgeMs: undefined, commitMicros: undefined };
    const more = { deliveriesPerSecond: undefined, resyncs: undefined, slowCloses: undefined };
    if (this.kept.length > 0) {
      this.kept.push({ at, ...none, ...more });
    }
    if (this.kept.length > SAMPLES_MAX) {
      this.kept.shift();
    }
  }
}

function sampleOf(overview: Overview, before: Overview | undefined): Sample {
  const { at, database, outbox, mesh } = overview;
  const seconds = before === undefined ? 0 : (at - before.at) / 1000;
  const grown = (name: Counted): number | undefined =>
    before === undefined || mesh === undefined ? undefined : growth(before, overview, name);
  const deliveries = grown('deliveries');
  return {
    at,
    sockets: socketsOf(overview),
    outboxAgeMs: outbox?.rows?.oldestAgeMs,
    commitMicros:
      database === undefined || database.commits.commits === 0
        ? undefined
        : database.commits.medianMicros,
    deliveriesPerSecond: deliveries === undefined ? undefined : deliveries / seconds,
    resyncs: grown('resyncs'),
    slowCloses: grown('slowCloses'),
  };
}

type Counted = 'deliveries' | 'resyncs' | 'slowCloses';

/** By how much a count grew over all nodes. One that began anew, or came just now, adds nothing. */
function growth(before: Overview, after: Overview, name: Counted): number {
  const known = new Map(nodesOf(before).map((row) => [keyOf(row), row.vitals]));
  let sum = 0;
  for (const row of nodesOf(after)) {
    const earlier = known.get(keyOf(row));
    if (earlier !== undefined) {
      sum += Math.max(0, row.vitals[name] - earlier[name]);
    }
  }
  return sum;
}

// Two meshes may each have a node of the same name.
function keyOf({ vitals, link }: NodeRow): string {
  return link === undefined ? vitals.node : `${link.mesh} ${link.relay}`;
}
