import assert from 'node:assert/strict';

import type { Locator, Page } from 'playwright-core';

import { eventually } from './eventually.js';

/** What a person does in a group's call, by the words and roles that she finds there. */
export class GroupPhone {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Starts one from the open conversation, and takes the preview as it is. */
  async start(): Promise<void> {
    await this.page
      .locator('sm-conversation header')
      .getByRole('button', { name: 'Video call' })
      .click();
    await this.#begin();
  }

  /** Comes into the one that the open conversation tells of. */
  async join(): Promise<void> {
    const entry = this.page.locator('sm-log li.entry.ongoing');
    await entry.getByRole('button', { name: 'Join' }).click();
    await this.#begin();
  }

  async isAlone(): Promise<void> {
    await this.#room.getByText('You are the only one here').waitFor();
  }

  /** Waits until so many others are there whose media opens. */
  async seesOthers(count: number): Promise<void> {
    await eventually(`${count} others are seen`, async () => {
      const tiles = this.#room.locator('.tile[data-party]');
      return (await tiles.count()) === count && (await tiles.locator('.waits').count()) === 0;
    });
  }

  /** Turns the own microphone on or off, if it is not so already. */
  async turnMicrophone(wanted: 'on' | 'off'): Promise<void> {
    const pressed = wanted === 'on' ? 'false' : 'true';
    const microphone = this.#room.locator(
      `button[aria-label="Microphone"][aria-pressed="${pressed}"]`,
    );
    if ((await microphone.count()) > 0) await microphone.first().click();
  }

  /** Waits until it shows that somebody's microphone is off. */
  async seesMuted(name: string): Promise<void> {
    const tile = this.#room.locator('.tile[data-party]').filter({ hasText: name });
    await tile.locator('.plate sm-icon').waitFor();
  }

  async mute(name: string): Promise<void> {
    await this.#power(`Mute ⁨${name}⁩`);
  }

  /** A host's, of whoever comes. */
  async turnLobby(wanted: 'on' | 'off'): Promise<void> {
    const pressed = (on: boolean): Locator =>
      this.#room.locator(`button[aria-label="Lobby"][aria-pressed="${String(on)}"]`);
    await pressed(wanted === 'off').click();
    await pressed(wanted === 'on').waitFor();
  }

  async waits(): Promise<void> {
    await this.#room.getByText('A host will let you in').waitFor();
  }

  async seesNobodyWait(): Promise<void> {
    assert.equal(await this.#room.getByRole('button', { name: /^Let .* in$/ }).count(), 0);
  }

  /** A host's. */
  async admit(name: string): Promise<void> {
    await this.#room.getByRole('button', { name: `Let ⁨${name}⁩ in` }).click();
  }

  /** A host's. */
  async turnAway(name: string): Promise<void> {
    await this.#room.getByRole('button', { name: `Turn ⁨${name}⁩ away` }).click();
  }

  async putOut(name: string): Promise<void> {
    await this.#power(`Put ⁨${name}⁩ out of the call`);
  }

  async isMuted(): Promise<void> {
    await this.#room.getByText('A host has muted you').waitFor();
  }

  async leave(): Promise<void> {
    await this.#room.getByRole('button', { name: 'Leave' }).click();
  }

  async endForAll(): Promise<void> {
    await this.#room.getByRole('button', { name: 'End for all' }).click();
  }

  /** Waits until it is over here, and why stands there. */
  async isOver(words: string): Promise<void> {
    await this.#room.getByText(words).first().waitFor();
  }

  get #room(): Locator {
    return this.page.locator('sm-call-group');
  }

  async #power(name: string): Promise<void> {
    const button = this.#room.getByRole('button', { name });
    await button.hover({ force: true });
    await button.click();
  }

  async #begin(): Promise<void> {
    await this.page.locator('sm-call-preview').getByRole('button', { name: 'Start call' }).click();
  }
}
