/**
 * What a site keeps, where and for how long, and whom a browser talks to because of it: made by the
 * origin from the settings that it runs with. A site that is newer than this library may know kinds
 * that are not here: those are left out.
 */
export interface Disclosure {
  /** Of the site. */
  readonly name: string;
  /** Who answers for it; absent, as the three below, if its operator has not said so. */
  readonly operator: string | undefined;
  /** Where to ask. */
  readonly contact: string | undefined;
  /** The address of its own privacy policy, `https:` or `http:`. */
  readonly policy: string | undefined;
  /** Where its parts stand, in the operator's words. */
  readonly places: DisclosedPlaces;
  /** A file of the origin's machine, or a server. */
  readonly database: 'embedded' | 'server';
  /**
   * How the text of messages stands in the database: as it was written, or under keys that the
   * database does not have, so that nobody can search it there.
   */
  readonly messages: 'text' | 'encrypted';
  readonly stored: readonly Stored[];
  readonly connections: readonly DisclosedConnection[];
  /** The header that comes with every answer of the site; made from the same list. */
  readonly contentSecurityPolicy: string;
  /** Calls of two alone, or of groups too. */
  readonly calls: 'two' | 'groups';
  /** What becomes of what an erased person wrote. */
  readonly erased: 'deleted' | 'kept';
}

export interface DisclosedPlaces {
  readonly origin: string | undefined;
  readonly database: string | undefined;
  readonly relays: string | undefined;
}

export const STORED_KINDS = [
  'accounts',
  'guests',
  'sessions',
  'direct',
  'groups',
  'rooms',
  'memberships',
  'blocks',
  'call-records',
  'requests',
  'keys',
  'content-keys',
  'holds',
  'copies',
  'records',
  'addresses',
  'in-transit',
  'browser',
] as const;

export type StoredKind = (typeof STORED_KINDS)[number];

export const STORED_PLACES = ['database', 'disk', 'memory', 'relays', 'browser'] as const;

export type StoredPlace = (typeof STORED_PLACES)[number];

/** One kind of what is kept. */
export interface Stored {
  readonly what: StoredKind;
  readonly place: StoredPlace;
  /** At most; absent where only a person's own deeds end it. */
  readonly keptForMs: number | undefined;
}

export const CONNECTION_PURPOSES = ['site', 'relay', 'stun', 'turn', 'media', 'peer'] as const;

export type ConnectionPurpose = (typeof CONNECTION_PURPOSES)[number];

export interface DisclosedConnection {
  readonly purpose: ConnectionPurpose;
  /** Absent for the site itself, and where a call finds it. */
  readonly url: string | undefined;
  /** Whether the page's policy refuses everybody else of this kind; browsers have no such rule for calls. */
  readonly enforced: boolean;
}
