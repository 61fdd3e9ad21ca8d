import { createClient } from '@sealmesh/sdk';

import './app.js';
import { SdkStore } from './store/sdk-store.js';
import { browserSession, isOfSession } from './store/session.js';
import { followKeyboard } from './viewport.js';

// The app is served by its site: where the page comes from is where the API is.
const client = createClient({
  origin: location.origin,
  store: browserSession,
  // Fetched from the site, and only where the network breaks WebSocket.
  environment: { loadSockJs: async () => (await import('sockjs-client')).default },
});
const store = new SdkStore(client, () => navigator.onLine);

const awake = (): void => {
  const seen = document.visibilityState === 'visible';
  store.watched(seen);
  if (seen) {
    store.wake();
  }
};
document.addEventListener('visibilitychange', awake);
addEventListener('focus', awake);
addEventListener('online', awake);
addEventListener('offline', awake);
awake();

// Who signs in in one tab is signed in in all.
addEventListener('storage', (event) => {
  if (isOfSession(event)) {
    void store.start();
  }
});

if (visualViewport !== null) {
  followKeyboard(visualViewport, document.documentElement);
}

const app = document.querySelector('sm-app');
if (app === null) {
  throw new Error('The page has no place for the app.');
}
app.store = store;
void store.start();
