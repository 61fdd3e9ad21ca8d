import type { Member, NoticeEvent, TranscriptItem } from '@sealmesh/sdk';

/**
 * Every name that was seen, by user id. Events name people by id; who has left, and whoever writes in a room,
 * is not in the list of members any more or at all.
 */
export class Names {
  private readonly known = new Map<string, string>();
  private learned = 0;

  /** Grows with every name that is new or was changed. */
  get version(): number {
    return this.learned;
  }

  get(id: string): string | undefined {
    return this.known.get(id);
  }

  learn(members: readonly Member[]): void {
    for (const { id, name } of members) {
      if (this.known.get(id) !== name) {
        this.known.set(id, name);
        this.learned++;
      }
    }
  }

  learnFrom(transcript: readonly TranscriptItem[]): void {
    for (const item of transcript) {
      if (item.kind === 'notice') {
        this.learn(membersOf(item.event));
      }
    }
  }

  forget(): void {
    this.known.clear();
  }
}

function membersOf(event: NoticeEvent): readonly Member[] {
  switch (event.type) {
    case 'conversation.created':
    case 'member.added':
      return event.members;
    case 'conversation.renamed':
    case 'member.removed':
      return [];
  }
}
