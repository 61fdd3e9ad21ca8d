import type { CallEnded } from '../api/events.js';
import type { RelayFrame } from '../wire/frames.js';
import { CallDesk, type CallDeskContext } from './callDesk.js';
import { GroupDesk, type GroupDeskContext } from './groupDesk.js';

/** What both desks work with. */
export interface CallsContext extends Omit<CallDeskContext, 'isBusy' | 'isOfGroup'> {
  readonly onGroupChanged: GroupDeskContext['onChanged'];
}

/** All calls of this party, of two and of groups: one at a time. */
export class Calls {
  readonly ofTwo: CallDesk;
  readonly ofGroups: GroupDesk;

  constructor(context: CallsContext) {
    this.ofTwo = new CallDesk({
      ...context,
      isBusy: () => this.ofGroups.isBusy,
      isOfGroup: (call) => this.ofGroups.current?.id === call,
    });
    this.ofGroups = new GroupDesk({
      ...context,
      onChanged: context.onGroupChanged,
      isBusy: () => this.ofTwo.current !== undefined,
      isOfGroup: () => false,
    });
  }

  onFrame(frame: RelayFrame): void {
    this.ofTwo.onFrame(frame);
    this.ofGroups.onFrame(frame);
  }

  onOnline(): void {
    this.ofTwo.onOnline();
    this.ofGroups.onOnline();
  }

  onOffline(): void {
    this.ofTwo.onOffline();
    this.ofGroups.onOffline();
  }

  onTicket(): void {
    this.ofTwo.onTicket();
    this.ofGroups.onTicket();
  }

  onKeys(): void {
    this.ofTwo.onKeys();
    this.ofGroups.onKeys();
  }

  /** The record of a call has its end. */
  onRecordedEnd(ended: CallEnded): void {
    this.ofTwo.onRecordedEnd(ended);
    this.ofGroups.onRecordedEnd(ended);
  }

  /** The user signs out: whatever goes on ends. */
  endAll(): void {
    this.ofTwo.endAll();
    this.ofGroups.endAll();
  }

  stop(): void {
    this.ofTwo.stop();
    this.ofGroups.stop();
  }
}
