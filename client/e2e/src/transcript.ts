/** One message where it stands: what a transcript and the database must agree about. */
export interface Message {
  /** The seq of the event that sent it. */
  readonly seq: number;
  readonly messageId: string;
  /** Null when it was deleted. */
  readonly body: string | null;
}

export type Transcript = readonly Message[];
