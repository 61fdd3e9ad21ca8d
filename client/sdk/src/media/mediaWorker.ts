/** The entry of the worker in which frames are sealed and opened: a file of its own. */
import type { FromMediaWorker, ToMediaWorker } from './mediaMessages.js';
import { type FrameTransformer, MediaTransforms } from './mediaTransforms.js';

/** As much of a DedicatedWorkerGlobalScope as is used. */
interface WorkerScope {
  onmessage: ((event: { readonly data: ToMediaWorker }) => void) | null;
  onrtctransform: ((event: { readonly transformer: FrameTransformer }) => void) | null;
  postMessage(message: FromMediaWorker): void;
}

const scope = globalThis as unknown as WorkerScope;

const transforms = new MediaTransforms({
  subtle: globalThis.crypto.subtle,
  now: () => performance.now(),
  tell: (message) => {
    scope.postMessage(message);
  },
});

scope.onmessage = ({ data }) => {
  transforms.onMessage(data);
};
scope.onrtctransform = ({ transformer }) => {
  void transforms.onTransform(transformer);
};
