import type { Member, NoticeEvent, TranscriptItem } from '@sealmesh/sdk';

/**
 * Every name that was seen, by user id; empty of those who were erased. Events name people by id; who has left, and whoever writes in a room,
 * is not in the list of members any more or at all.
 */
export class Names {
  private readonly known = new Map<string, string>();
  private readonly asked = new Set<string>();
  private learned = 0;

  /** Grows with every name that is new or was changed. */
  get version(): number {
    return this.learned;
  }

  get(id: string): string | undefined {
    return this.known.get(id);
  }

  /**
   * Who wrote or was written about here, without a name, and was not asked for yet. They count as
   * asked for from now on, until `askAnew`.
   */
  unknownIn(transcript: readonly TranscriptItem[]): string[] {
    const unknown = new Set<string>();
    for (const item of transcript) {
      for (const id of peopleOf(item)) {
        if (!this.known.has(id) && !this.asked.has(id)) {
          unknown.add(id);
        }
      }
    }
    unknown.forEach((id) => this.asked.add(id));
    return [...unknown];
  }

  askAnew(): void {
    this.asked.clear();
  }

  learn(members: readonly Pick<Member, 'id' | 'name'>[]): void {
    for (const { id, name } of members) {
      const known = this.known.get(id);
      // Who is erased in one conversation may still have her name in another one, for a moment.
      if (known !== name && known !== '') {
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
    this.asked.clear();
  }
}

function peopleOf(item: TranscriptItem): readonly string[] {
  if (item.kind === 'message') {
    return item.sender === undefined ? [] : [item.sender];
  }
  const { event } = item;
  return event.type === 'member.removed' ? [event.actor, event.member] : [event.actor];
}

function membersOf(event: NoticeEvent): readonly Member[] {
  switch (event.type) {
    case 'conversation.created':
    case 'member.added':
      return event.members;
    case 'conversation.renamed':
    case 'member.removed':
    case 'call.started':
    case 'call.ended':
      return [];
    case 'person.erased':
      return [{ id: event.actor, rid: '', name: '' }];
  }
}
