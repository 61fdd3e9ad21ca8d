/** The name of the worker's file beside the app's; the build puts it in. */
declare const MEDIA_WORKER: string;

/** As much of Trusted Types (W3C) as is used; browsers without them take the text itself. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/** Starts the worker that seals media. The site's policy wants its address to be vouched for. */
export function newMediaWorker(): Worker {
  const url = new URL(MEDIA_WORKER, import.meta.url).href;
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  policy ??= trustedTypes?.createPolicy('sealmesh-media-worker', {
    createScriptURL: (only) => {
      if (only !== url) throw new TypeError('not the address of the worker');
      return only;
    },
  });
  return new Worker(policy?.createScriptURL(url) ?? url);
}

let policy: ReturnType<TrustedTypes['createPolicy']> | undefined;
