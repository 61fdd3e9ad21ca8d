import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What can be looked at for as long as somebody looks. */
export interface Watch {
  subscribe(listener: () => void): () => void;
  start(): void;
  stop(): void;
  dismiss(): void;
}

/** Looks while its element is on a page that can be seen, and draws it anew after each change. */
export class Watching implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private readonly watch: () => Watch;
  private unsubscribe: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, watch: () => Watch) {
    this.host = host;
    this.watch = watch;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.onVisibility);
    this.unsubscribe = this.watch().subscribe(() => {
      this.host.requestUpdate();
    });
    this.watch().dismiss();
    this.onVisibility();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.unsubscribe?.();
    this.watch().stop();
  }

  private readonly onVisibility = (): void => {
    if (document.visibilityState === 'visible') {
      this.watch().start();
    } else {
      this.watch().stop();
    }
  };
}
