import { browserCalls, createClient } from '@sealmesh/sdk';

import './app.js';
import { browserChoice } from './calls/choice.js';
import { Devices } from './calls/devices.js';
import { newMediaWorker } from './calls/media-worker.js';
import { later } from './store/overview-watch.js';
import { SdkStore } from './store/sdk-store.js';
import { browserSession, isOfSession } from './store/session.js';
import { followKeyboard } from './viewport.js';

// The app is served by its site: where the page comes from is where the API is.
const client = createClient({
  origin: location.origin,
  store: browserSession,
  environment: {
    // Fetched from the site, and only where the network breaks WebSocket.
    loadSockJs: async () => (await import('sockjs-client')).default,
    calls: browserCalls({ newMediaWorker }),
  },
});

// Neither stands in a page that was not loaded by HTTPS, whatever the types say; WebRTC may be switched off.
const page: {
  readonly RTCPeerConnection?: unknown;
  readonly navigator: { readonly mediaDevices?: MediaDevices };
} = globalThis;
const { mediaDevices } = page.navigator;

const store = new SdkStore(client, () => navigator.onLine, {
  devices: new Devices(
    mediaDevices,
    browserChoice,
    'setSinkId' in HTMLMediaElement.prototype ? 'offered' : 'fixed',
  ),
  able: page.RTCPeerConnection === undefined || mediaDevices === undefined ? 'unable' : 'able',
  later,
  now: () => Date.now(),
});

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

addEventListener('pagehide', () => {
  store.calls.pageGone();
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
