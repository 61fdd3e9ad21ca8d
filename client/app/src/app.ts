import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';

import { text } from './messages.js';
import type { SignedIn } from './model/types.js';
import { base, buttons } from './parts/controls.js';
import { goHome, goTo, routedConversation } from './route.js';
import type { Store } from './store/store.js';
import './parts/icon.js';
import './views/conversation/conversation.js';
import './views/conversations/conversations.js';
import './views/members/members.js';
import './views/signin/signin.js';
import './views/start/account.js';
import './views/start/start.js';

type Window = 'start' | 'account' | 'add';

/** The whole page: sign-in, or the list beside the open conversation; on a phone one of the two. */
class App extends LitElement {
  static override properties = {
    store: { attribute: false },
    details: { type: Boolean },
    window: { state: true },
  };

  declare store: Store;
  declare details: boolean;
  declare private window: Window | undefined;
  private unsubscribe: (() => void) | undefined;

  constructor() {
    super();
    this.details = false;
    this.window = undefined;
  }

  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        height: var(--app-height);
        overflow: hidden;
      }
      .starting {
        display: grid;
        place-content: center;
        height: 100%;
        color: var(--ink-2);
      }
      .panes {
        position: relative;
        display: grid;
        grid-template-columns: minmax(18rem, 22.5rem) minmax(0, 1fr);
        height: 100%;
      }
      .panes.details {
        grid-template-columns: minmax(17rem, 20rem) minmax(0, 1fr) 19rem;
      }
      nav,
      section {
        min-width: 0;
        min-height: 0;
        height: 100%;
        overflow: hidden;
      }
      nav {
        border-inline-end: 1px solid var(--line);
      }
      .side {
        border-inline-start: 1px solid var(--line);
      }
      .pick {
        display: grid;
        place-content: center;
        justify-items: center;
        gap: 0.375rem;
        height: 100%;
        padding: 2rem;
        background: var(--surface);
        color: var(--ink-2);
        text-align: center;
      }
      .pick img {
        margin-block-end: 0.75rem;
        opacity: 0.9;
      }
      .pick h2 {
        font-size: 1.125rem;
        font-weight: 650;
        color: var(--ink);
      }
      .pick p {
        max-width: 24rem;
        text-wrap: balance;
      }
      @media (max-width: 68rem) {
        .panes.details {
          grid-template-columns: minmax(17rem, 20rem) minmax(0, 1fr);
        }
        .side {
          position: absolute;
          inset-block: 0;
          inset-inline-end: 0;
          width: min(20rem, 100%);
          z-index: 1;
          box-shadow: var(--shadow);
        }
      }
      @media (max-width: 48rem) {
        .panes,
        .panes.details {
          grid-template-columns: minmax(0, 1fr);
        }
        .panes.details .conversation {
          visibility: hidden;
        }
        .panes.open nav,
        .panes:not(.open) .conversation {
          display: none;
        }
        nav,
        .side {
          border: 0;
        }
        .side {
          width: 100%;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('hashchange', this.onRoute);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.onRoute);
    this.unsubscribe?.();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('store')) {
      this.unsubscribe?.();
      this.unsubscribe = this.store.subscribe(() => {
        this.requestUpdate();
      });
      this.store.open(routedConversation());
    }
  }

  protected override updated(): void {
    document.title = this.titleOfPage();
  }

  override render(): TemplateResult {
    const { snapshot } = this.store;
    switch (snapshot.phase) {
      case 'starting':
        return html`<main class="starting">
          <h1 class="unseen">${text.app}</h1>
          <p role="status">${text.starting}</p>
        </main>`;
      case 'signed-out':
        return html`<sm-sign-in
          .store=${this.store}
          .site=${snapshot.site}
          ?expired=${snapshot.reason === 'expired'}
        ></sm-sign-in>`;
      case 'signed-in':
        return this.renderPanes(snapshot);
    }
  }

  private renderPanes(snapshot: SignedIn): TemplateResult {
    const { me, connection, conversations, open, loading } = snapshot;
    const details = this.details && open !== undefined;
    return html`
      <main
        class="panes ${open === undefined ? '' : 'open'} ${details ? 'details' : ''}"
        @keydown=${this.onKey}
      >
        <h1 class="unseen">${text.app}</h1>
        <nav aria-label=${text.list.heading}>
          <sm-conversations
            .me=${me}
            .conversations=${conversations}
            .chosen=${open?.id}
            .connection=${connection}
            ?loading=${loading}
            @start=${this.onStart}
            @account=${this.onAccount}
          ></sm-conversations>
        </nav>
        <section class="conversation" aria-label=${open?.title ?? text.conversation.pick}>
          ${
            open === undefined
              ? this.renderPick()
              : keyed(
                  open.id,
                  html`<sm-conversation
                    .store=${this.store}
                    .conversation=${open}
                    .connection=${connection}
                    ?details=${details}
                    @back=${this.onBack}
                    @details=${this.onDetails}
                  ></sm-conversation>`,
                )
          }
        </section>
        ${
          details
            ? html`<section class="side" aria-label=${text.members.details}>
                <sm-members
                  .store=${this.store}
                  .me=${me.id}
                  .conversation=${open}
                  @close=${this.onDetailsClose}
                  @add=${this.onAdd}
                  @left=${this.onBack}
                ></sm-members>
              </section>`
            : nothing
        }
      </main>
      ${this.renderWindow(snapshot)}
    `;
  }

  private renderPick(): TemplateResult {
    return html`<div class="pick">
      <img src="icon.svg" alt="" width="64" height="64" />
      <h2>${text.conversation.pick}</h2>
      <p>${text.conversation.pickLead}</p>
    </div>`;
  }

  private renderWindow({ me }: SignedIn): TemplateResult | typeof nothing {
    switch (this.window) {
      case undefined:
        return nothing;
      case 'account':
        return html`<sm-account
          .me=${me}
          @close=${this.onWindowClose}
          @signout=${this.onSignOut}
        ></sm-account>`;
      case 'start':
      case 'add':
        return html`<sm-start
          .store=${this.store}
          ?adding=${this.window === 'add'}
          @close=${this.onWindowClose}
          @started=${this.onStarted}
        ></sm-start>`;
    }
  }

  private titleOfPage(): string {
    const { snapshot } = this.store;
    if (snapshot.phase !== 'signed-in') {
      return text.app;
    }
    const unread = snapshot.conversations.reduce((sum, { unread }) => sum + unread, 0);
    const where = snapshot.open === undefined ? text.app : `${snapshot.open.title} – ${text.app}`;
    return unread > 0 ? `(${unread}) ${where}` : where;
  }

  private readonly onRoute = (): void => {
    this.details = false;
    this.store.open(routedConversation());
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) {
      return;
    }
    if (this.details) {
      this.onDetailsClose();
    } else {
      this.onBack();
    }
  };

  private readonly onBack = (): void => {
    this.details = false;
    goHome();
    void this.focusList();
  };

  private async focusList(): Promise<void> {
    await this.updateComplete;
    const list = this.renderRoot.querySelector('sm-conversations');
    await list?.updateComplete;
    list?.focusList();
  }

  private readonly onDetails = (): void => {
    this.details = !this.details;
  };

  private readonly onDetailsClose = (): void => {
    this.details = false;
    this.renderRoot.querySelector('sm-conversation')?.focusDetails();
  };

  private readonly onStart = (): void => {
    this.window = 'start';
  };

  private readonly onAdd = (): void => {
    this.window = 'add';
  };

  private readonly onAccount = (): void => {
    this.window = 'account';
  };

  private readonly onWindowClose = (): void => {
    this.window = undefined;
  };

  private readonly onStarted = ({ detail }: CustomEvent<string>): void => {
    this.window = undefined;
    goTo(detail);
  };

  private readonly onSignOut = (): void => {
    this.window = undefined;
    goHome();
    void this.store.signOut();
  };
}

customElements.define('sm-app', App);

declare global {
  interface HTMLElementTagNameMap {
    'sm-app': App;
  }
}
