import type { Locator, Page } from 'playwright-core';

/** What a line of the transcript says of a call. */
type Outcome = 'ongoing' | 'answered' | 'missed' | 'declined' | 'no-answer';

/** What a person does about calls in the app, by the words and roles that she finds there. */
export class Phone {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Calls from the open conversation, and takes the preview as it is. */
  async call(media: 'voice' | 'video'): Promise<void> {
    const name = media === 'video' ? 'Video call' : 'Voice call';
    await this.page.locator('sm-conversation header').getByRole('button', { name }).click();
    if (media === 'video') {
      await this.page
        .locator('sm-call-preview')
        .getByRole('button', { name: 'Start call' })
        .click();
    }
  }

  get incoming(): Locator {
    return this.page.locator('sm-call-incoming').getByText(/Incoming (voice|video) call/);
  }

  async rings(): Promise<void> {
    await this.incoming.waitFor();
  }

  async ringsNot(): Promise<void> {
    await this.incoming.waitFor({ state: 'detached' });
  }

  /** Answers, with the camera if the call is a video call. */
  async answer(media: 'voice' | 'video'): Promise<void> {
    await this.#button(media === 'video' ? 'Answer with video' : 'Answer').click();
    if (media === 'video') {
      await this.page
        .locator('sm-call-preview')
        .getByRole('button', { name: /^Answer/ })
        .click();
    }
  }

  async decline(): Promise<void> {
    await this.#button('Decline').click();
  }

  async hangUp(): Promise<void> {
    await this.#button('Hang up').click();
  }

  /** Turns the own microphone on or off, if it is not so already. */
  async turnMicrophone(wanted: 'on' | 'off'): Promise<void> {
    const pressed = wanted === 'on' ? 'false' : 'true';
    const microphone = this.page.locator(
      `sm-call-room button[aria-label="Microphone"][aria-pressed="${pressed}"]`,
    );
    if ((await microphone.count()) > 0) await microphone.first().click();
  }

  /** Whether it says that the other one's microphone is off. */
  async seesMuted(): Promise<boolean> {
    return (await this.page.locator('sm-call-room').getByText('’s microphone is off').count()) > 0;
  }

  /** Waits until this is said of the call. */
  async says(words: string): Promise<void> {
    await this.page.locator('sm-call').getByText(words).first().waitFor({ state: 'attached' });
  }

  /** Waits until the transcript of the open conversation has this entry. */
  async notes(words: string | RegExp): Promise<void> {
    await this.page.locator('sm-log').getByText(words).last().waitFor();
  }

  /** How many calls the open conversation shows that came to this. */
  entries(outcome: Outcome): Promise<number> {
    return this.page.locator(`sm-log li.entry.${outcome}`).count();
  }

  /** The digits that both compare. */
  async code(): Promise<string> {
    await this.#button('Verification code').click();
    const digits = this.page.locator('sm-call-room output.digits');
    await digits.waitFor();
    const text = await digits.innerText();
    await this.#button('Close the verification code').click();
    return text;
  }

  #button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: typeof name === 'string' }).first();
  }
}
