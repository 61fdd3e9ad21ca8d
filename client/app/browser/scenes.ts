import type { Page } from 'playwright-core';

const STATES = [
  'sign-in',
  'expired',
  'starting',
  'list',
  'list-empty',
  'list-loading',
  'direct',
  'group',
  'room',
  'empty',
  'failed',
  'offline',
  'polling',
  'stopped',
  'members',
  'admin',
  'admin-alone',
  'admin-trouble',
  'admin-unheard',
  'admin-refused',
  'your-data',
  'your-data-running',
  'your-data-ready',
  'your-data-failed',
  'your-data-unheard',
  'privacy',
  'privacy-none',
  'privacy-refused',
  'disclosure',
  'disclosure-alone',
  'disclosure-unheard',
  'direct-erased',
  'calls',
  'call-incoming',
  'call-incoming-audio',
  'call-preview',
  'call-preview-answer',
  'call-preview-denied',
  'call-asking',
  'call-outgoing',
  'call-outgoing-audio',
  'call-video',
  'call-upright',
  'call-audio',
  'call-muted',
  'call-screen',
  'call-sharing',
  'call-unplugged',
  'call-reconnecting',
  'call-group',
  'call-group-many',
  'call-group-screen',
  'call-group-alone',
  'call-group-muted',
  'call-group-out',
  'call-group-lobby',
  'call-group-lobby-many',
  'call-group-waiting',
  'call-group-turned-away',
  'call-ended',
  'call-no-answer',
  'call-refused',
];

/** Windows that open above a state, by what is pressed for it. */
const WINDOWS: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  'list: new conversation': async (page) => {
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByRole('searchbox', { name: 'Search people' }).fill('a');
    await page.getByRole('button', { name: 'Ada Okafor' }).waitFor();
  },
  'list: new room': async (page) => {
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByRole('radio', { name: 'Room' }).check();
    await page.getByRole('button', { name: 'Boats for sale' }).waitFor();
  },
  'list: account': async (page) => {
    await page.getByRole('button', { name: 'Account of' }).click();
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  },
  'your-data: asked for': async (page) => {
    await page.getByRole('button', { name: 'Prepare a copy' }).click();
    await page.getByRole('progressbar').waitFor();
  },
  'your-data-full: one too many': async (page) => {
    await page.getByRole('button', { name: 'Prepare a copy' }).click();
    await page.getByRole('alert').waitFor();
  },
  'erase-counting: at its end': toTheEnd,
  'erase-failed: at its end': toTheEnd,
  'erase-counted: mistaken': async (page) => {
    await page.getByLabel('Your password').fill('a guess');
    await page.keyboard.press('Enter');
    await page.getByText('This is not your password.').waitFor();
    await toTheEnd(page);
  },
  'call-video: code': async (page) => {
    await page.getByRole('button', { name: 'Verification code' }).click();
    await page.getByText('402 915 730 846').waitFor();
  },
  'call-audio: devices': async (page) => {
    await page.getByRole('button', { name: 'Devices', exact: true }).click();
    await page.getByRole('combobox', { name: 'Speaker' }).waitFor();
  },
  'call-video: small': async (page) => {
    await page.getByRole('button', { name: 'Make the call small' }).click();
    await page.getByRole('button', { name: 'Show the call' }).waitFor();
  },
  'call-audio: small': async (page) => {
    await page.getByRole('button', { name: 'Make the call small' }).click();
    await page.getByRole('button', { name: 'Show the call' }).waitFor();
  },
  'direct: sealed': async (page) => {
    await page.getByRole('button', { name: 'sealed' }).click();
    await page.getByText('Your site can.').waitFor();
  },
  'direct: editing': async (page) => {
    await page.getByRole('textbox', { name: 'Message to' }).press('ArrowUp');
    await page.getByText('Editing message').waitFor();
  },
  'direct: delete': async (page) => {
    await page.getByRole('textbox', { name: 'Message to' }).press('ArrowUp');
    await page.getByText('Editing message').waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Can you ask Ben').last().hover();
    await page.getByRole('button', { name: 'Delete' }).last().click();
    await page.getByText('for everyone?').waitFor();
  },
  'group: replying': async (page) => {
    await page.getByText('Sign is at the gate').hover();
    await page.getByRole('button', { name: 'Reply' }).last().click();
    await page.getByText('Replying to').waitFor();
  },
  'list: new group': async (page) => {
    await page.getByRole('button', { name: 'New conversation' }).click();
    await page.getByRole('radio', { name: 'Group' }).check();
    await page.getByRole('searchbox', { name: 'Search people' }).fill('a');
    await page.getByRole('button', { name: 'Ada Okafor' }).click();
    await page.getByRole('button', { name: 'Maria Magdalena' }).click();
    await page.getByRole('textbox', { name: 'Name of the group' }).fill('Ferry');
  },
  'members: leaving': async (page) => {
    await page.getByRole('button', { name: 'Leave conversation' }).click();
    await page.getByText('You will not get').waitFor();
  },
  'members: renaming': async (page) => {
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('textbox', { name: 'Name of the conversation' }).waitFor();
  },
  'sign-in: faults': async (page) => {
    await page.getByRole('radio', { name: 'New account' }).check();
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText('Please fill in: Your name.').waitFor();
  },
  'sign-in: refused': async (page) => {
    await page.getByRole('textbox', { name: 'User name' }).fill('nora');
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
  },
};

/** Everything that there is to look at: states of the fixture, and the windows above them. */
async function toTheEnd(page: Page): Promise<void> {
  await page.locator('sm-erasure').evaluate((part) => {
    part.scrollIntoView({ block: 'end' });
  });
}

export const SCENES: readonly string[] = [...STATES, ...Object.keys(WINDOWS)];

export async function enter(page: Page, url: string, scene: string): Promise<void> {
  await page.goto(`${url}?state=${scene.replace(/:.*/, '')}`);
  await WINDOWS[scene]?.(page);
}
