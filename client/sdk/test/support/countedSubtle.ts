/**
 * WebCrypto that tells how many of its operations are under way, so that a test knows when all is
 * quiet.
 */
export class CountedSubtle {
  inFlight = 0;
  readonly subtle: SubtleCrypto;

  constructor(subtle: SubtleCrypto = globalThis.crypto.subtle) {
    this.subtle = new Proxy(subtle, {
      get: (target, name) => {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        const operate = method as (...parameters: unknown[]) => Promise<unknown>;
        return (...parameters: unknown[]) => this.#count(operate.apply(target, parameters));
      },
    });
  }

  async #count(operation: Promise<unknown>): Promise<unknown> {
    this.inFlight++;
    try {
      return await operation;
    } finally {
      this.inFlight--;
    }
  }

  /** Resolves when nothing is under way, nor begins in consequence. */
  readonly settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; quiet++) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.inFlight > 0) quiet = -1;
    }
  };
}
