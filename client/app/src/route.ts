/**
 * Which conversation is open stands behind the # of the address: a phone's back button works, a reload
 * stays where it was, and the server never hears of it.
 */
const OPEN = /^#\/c\/([A-Za-z0-9_-]{22})$/;

export function routedConversation(): string | undefined {
  return OPEN.exec(location.hash)?.[1];
}

export function addressOf(conversation: string): string {
  return `#/c/${conversation}`;
}

/** The page for administrators. */
export const ADMIN = '#/admin';

export function isAdminRouted(): boolean {
  return location.hash === ADMIN;
}

/** The page for administrators on what the site keeps of people. */
export const PRIVACY = '#/admin/privacy';

export function isPrivacyRouted(): boolean {
  return location.hash === PRIVACY;
}

/** The page of the copies of one's own data. */
export const DATA = '#/data';

export function isDataRouted(): boolean {
  return location.hash === DATA;
}

/** The page on what the site keeps, for anybody. */
export const DISCLOSURE = '#/privacy';

export function isDisclosureRouted(): boolean {
  return location.hash === DISCLOSURE;
}

/** Opens a conversation; from another one it replaces that one, so that back always means the list. */
export function goTo(conversation: string): void {
  if (routedConversation() === undefined) {
    location.hash = addressOf(conversation);
  } else {
    history.replaceState(null, '', addressOf(conversation));
    dispatchEvent(new HashChangeEvent('hashchange'));
  }
}

/** Back to the list. */
export function goHome(): void {
  history.replaceState(null, '', location.pathname + location.search);
  dispatchEvent(new HashChangeEvent('hashchange'));
}
