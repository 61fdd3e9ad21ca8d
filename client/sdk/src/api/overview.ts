import type { EpochMs } from './ids.js';

/**
 * How a site is, for its administrators: numbers and names of nodes, nothing of users.
 *
 * A part that did not answer the origin is absent. Counts grow since the process in question
 * started, and begin anew when it does.
 */
export interface Overview {
  /** The origin node that answered. */
  readonly node: string;
  readonly at: EpochMs;
  readonly database: DatabaseVitals | undefined;
  readonly outbox: OutboxVitals | undefined;
  readonly mesh: MeshVitals | undefined;
}

export interface DatabaseVitals {
  readonly engine: string;
  readonly state: 'up' | 'down';
  /** Changes that wait for a commit. */
  readonly waiting: number;
  readonly commits: CommitTimes;
}

/** How long the commits of the last `windowSeconds` took; with none, the others are 0. */
export interface CommitTimes {
  readonly windowSeconds: number;
  readonly commits: number;
  readonly medianMicros: number;
  readonly p99Micros: number;
  readonly maxMicros: number;
}

export interface OutboxVitals {
  /** Absent until the database has said so once. */
  readonly rows: OutboxRows | undefined;
  readonly held: number;
  readonly delivered: number;
  readonly retried: number;
  readonly givenUp: number;
}

/** What is committed and not delivered, over all origin nodes. */
export interface OutboxRows {
  readonly waiting: number;
  readonly oldestAgeMs: number;
  readonly measuredAgoMs: number;
}

export interface MeshVitals {
  /** The relays of the origin's own cluster; none if the mesh is elsewhere. */
  readonly nodes: readonly NodeVitals[];
  /** Members of that cluster whose relay did not answer. */
  readonly silent: readonly string[];
  /** One for each relay that the origin dials; none if the mesh is with it. */
  readonly links: readonly LinkVitals[];
}

/** What a relay says of itself. */
export interface NodeVitals {
  readonly node: string;
  readonly sockets: number;
  readonly socketsMax: number;
  /** Users and open conversations that have a socket there. */
  readonly routingIds: number;
  /** Of its cluster, as it sees it. */
  readonly members: number;
  readonly deliveries: number;
  /** Sockets that were told to resync. */
  readonly resyncs: number;
  /** Sockets that were closed because they did not read. */
  readonly slowCloses: number;
  readonly heapBytes: number;
  readonly heapBytesMax: number;
  readonly upSeconds: number;
}

/** How one uplink of the origin is. */
export interface LinkVitals {
  readonly mesh: string;
  /** Host and port, as they are dialled. */
  readonly relay: string;
  readonly state: 'up' | 'down';
  /** How long it has been so. */
  readonly sinceMs: number;
  readonly unanswered: number;
  /** Requests for which it had no room. */
  readonly refused: number;
  /** Requests that were not answered. */
  readonly lost: number;
  /** Times that it stood and was lost. */
  readonly losses: number;
  /** Absent if the relay never said anything of itself. */
  readonly reported: NodeVitals | undefined;
  readonly heardAgoMs: number | undefined;
}
