/** More half-written messages than anyone keeps in mind; the oldest is forgotten for the next one. */
const DRAFTS_MAX = 50;

/** What was begun and not sent, by conversation. In memory only: what nobody has sent is kept nowhere. */
export class Drafts {
  private readonly bodies = new Map<string, string>();

  get(conversation: string): string {
    return this.bodies.get(conversation) ?? '';
  }

  set(conversation: string, body: string): void {
    this.bodies.delete(conversation);
    if (body.trim() === '') {
      return;
    }
    this.bodies.set(conversation, body);
    const [oldest] = this.bodies.keys();
    if (this.bodies.size > DRAFTS_MAX && oldest !== undefined) {
      this.bodies.delete(oldest);
    }
  }

  clear(): void {
    this.bodies.clear();
  }
}
