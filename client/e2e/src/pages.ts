import assert from 'node:assert/strict';

import type { Locator, Page } from 'playwright-core';

import { eventually } from './eventually.js';

/** What a person does in the app, by the words and roles that she finds there. */
export class Chat {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async signUp(login: string, password: string, name: string): Promise<void> {
    const { page } = this;
    await page.getByText('New account', { exact: true }).click();
    await page.getByLabel('User name').fill(login);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Create account' }).click();
    await this.isIn();
  }

  async signIn(login: string, password: string): Promise<void> {
    const { page } = this;
    await page.locator('sm-sign-in').getByText('Sign in', { exact: true }).first().click();
    await page.getByLabel('User name').fill(login);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await this.isIn();
  }

  async enterAsGuest(name: string): Promise<void> {
    const { page } = this;
    await page.getByText('Guest', { exact: true }).click();
    await page.getByLabel('Your name').fill(name);
    await page.getByRole('button', { name: 'Continue as guest' }).click();
    await this.isIn();
  }

  async isIn(): Promise<void> {
    await this.page.getByRole('heading', { name: 'Conversations', exact: true }).waitFor();
  }

  async signOut(): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.locator('sm-dialog').getByRole('button', { name: 'Sign out' }).click();
    await this.isOut();
  }

  async isOut(): Promise<void> {
    await this.page.locator('sm-sign-in').waitFor();
  }

  async startDirect(name: string): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    await page.getByLabel('Search people by name').fill(name);
    await page.locator('sm-dialog').getByRole('button', { name }).click();
    await page.getByRole('heading', { name, exact: true }).waitFor();
  }

  async joinRoom(title: string): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = page.locator('sm-dialog');
    await dialog.getByText('Room', { exact: true }).click();
    await page.getByLabel('Search rooms').fill(title);
    await dialog.getByRole('button', { name: title }).click();
    await page.getByRole('heading', { name: title, exact: true }).waitFor();
  }

  async openConversation(title: string): Promise<void> {
    await this.page.locator('a.row', { hasText: title }).click();
    await this.page.getByRole('heading', { name: title, exact: true }).waitFor();
  }

  get field(): Locator {
    return this.page.locator('sm-composer textarea');
  }

  /** Writes a message and sends it; it stands in the own window when this resolves. */
  async send(body: string): Promise<void> {
    await this.field.fill(body);
    await this.field.press('Enter');
    await this.sees(body);
  }

  /** Types as a person does, key by key, and sends nothing. */
  async type(text: string): Promise<void> {
    await this.field.pressSequentially(text);
  }

  async clearDraft(): Promise<void> {
    await this.field.fill('');
  }

  async edit(before: string, after: string): Promise<void> {
    await this.#action(before, 'Edit');
    await this.page.getByText('Editing message').waitFor();
    await this.field.fill(after);
    await this.field.press('Enter');
    await this.sees(after);
  }

  async remove(body: string): Promise<void> {
    await this.#action(body, 'Delete');
    const ask = this.page.locator('sm-dialog');
    await ask.getByRole('button', { name: 'Delete', exact: true }).click();
    await this.seesNot(body);
  }

  async sees(body: string): Promise<void> {
    await this.#message(body).waitFor();
  }

  async seesNot(body: string): Promise<void> {
    await this.#message(body).waitFor({ state: 'detached' });
  }

  /** Waits until an own message shows this mark: Sent, Delivered, Seen. */
  async showsDelivery(body: string, mark: string): Promise<void> {
    await this.#message(body).locator(`.mark[title="${mark}"]`).waitFor();
  }

  seesTyping(name: string): Promise<boolean> {
    // The app isolates names, so that one written from right to left does not turn the sentence round.
    return this.page
      .locator('sm-log .typing', { hasText: `\u2068${name}\u2069 is typing` })
      .isVisible();
  }

  async seesPresence(state: string): Promise<void> {
    await this.page.locator('sm-conversation header .sub', { hasText: state }).waitFor();
  }

  /** The bodies as they stand in the window, from first to last; null for a deleted message. */
  async transcript(): Promise<(string | null)[]> {
    return this.page.locator('sm-log li.message').evaluateAll((messages) =>
      messages.map((message) => {
        if (message.classList.contains('gone')) return null;
        return message.querySelector('.bubble > .body')?.textContent ?? '';
      }),
    );
  }

  /** Waits until nothing is pending, and returns the transcript. */
  async settled(): Promise<(string | null)[]> {
    const pending = this.page.locator('sm-log .mark.pending');
    await eventually('nothing is pending', async () => (await pending.count()) === 0);
    assert.equal(await this.page.locator('sm-log .mark.failed').count(), 0, 'nothing failed');
    return this.transcript();
  }

  async #action(body: string, name: string): Promise<void> {
    const message = this.#message(body);
    await message.hover();
    await message.getByRole('button', { name, exact: true }).click();
  }

  #message(body: string): Locator {
    const exact = this.page.locator('.bubble > .body').getByText(body, { exact: true });
    const itself = this.page.locator('.bubble > .body', { hasText: exactly(body) });
    return this.page.locator('sm-log li.message', { has: exact.or(itself) }).last();
  }
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&')}$`, 'u');
}
