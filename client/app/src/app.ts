import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';

import { layout } from './app.css.js';
import { text } from './messages.js';
import { Drafts } from './model/drafts.js';
import type { SignedIn } from './model/types.js';
import { base, buttons } from './parts/controls.js';
import {
  goHome,
  goTo,
  isAdminRouted,
  isDataRouted,
  isDisclosureRouted,
  isPrivacyRouted,
  routedConversation,
} from './route.js';
import type { Store } from './store/store.js';
import './parts/icon.js';
import './views/admin/admin.js';
import './views/call/call.js';
import './views/conversation/conversation.js';
import './views/conversations/conversations.js';
import './views/disclosure/disclosure.js';
import './views/your-data/data.js';
import './views/members/members.js';
import './views/signin/signin.js';
import './views/privacy/privacy.js';
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
  private readonly drafts = new Drafts();
  private unsubscribe: (() => void) | undefined;

  constructor() {
    super();
    this.details = false;
    this.window = undefined;
  }

  static override styles = [base, buttons, layout];

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
    // After the views are gone: the last of them hands in its draft as it goes.
    if (this.store.snapshot.phase !== 'signed-in') {
      this.drafts.clear();
    }
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
        if (isDisclosureRouted()) {
          return this.renderDisclosure();
        }
        return html`<sm-sign-in
          .store=${this.store}
          .site=${snapshot.site}
          .reason=${snapshot.reason}
        ></sm-sign-in>`;
      case 'signed-in':
        return html`
          <sm-call
            .calls=${this.store.calls}
            .call=${snapshot.call}
            @small=${this.onAgain}
            @over=${this.onAgain}
          ></sm-call>
          ${this.renderPanes(snapshot)}
        `;
    }
  }

  private renderPanes(snapshot: SignedIn): TemplateResult {
    if (isAdminRouted()) {
      return html`<sm-admin .watch=${this.store.overviews} @back=${this.onBack}></sm-admin>`;
    }
    if (isPrivacyRouted()) {
      return html`<sm-privacy .store=${this.store} @back=${this.onBack}></sm-privacy>`;
    }
    if (isDataRouted()) {
      return html`<sm-data
        .watch=${this.store.exports}
        .devices=${this.store.devices}
        .erasures=${this.store.erasures}
        @back=${this.onBack}
        @clear=${this.onClear}
      ></sm-data>`;
    }
    if (isDisclosureRouted()) {
      return this.renderDisclosure();
    }
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
            @again=${this.onAgain}
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
                    .drafts=${this.drafts}
                    .connection=${connection}
                    .calling=${snapshot.calling}
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

  private renderDisclosure(): TemplateResult {
    return html`<sm-disclosure
      .watch=${this.store.disclosures}
      @back=${this.onBack}
    ></sm-disclosure>`;
  }

  private renderPick(): TemplateResult {
    return html`<div class="pick">
      <img src="icon.svg" alt="" width="64" height="64" />
      <h2>${text.conversation.pick}</h2>
      <p>${text.conversation.pickLead}</p>
    </div>`;
  }

  private renderWindow({ me, administrator }: SignedIn): TemplateResult | typeof nothing {
    switch (this.window) {
      case undefined:
        return nothing;
      case 'account':
        return html`<sm-account
          .me=${me}
          ?administrator=${administrator}
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
    if (snapshot.phase !== 'starting' && isDisclosureRouted()) {
      return `${text.disclosure.heading} – ${text.app}`;
    }
    if (snapshot.phase !== 'signed-in') {
      return text.app;
    }
    if (snapshot.call?.phase.kind === 'incoming') {
      return text.call.ringing(snapshot.call.peer.name);
    }
    if (isAdminRouted()) {
      return `${text.admin.heading} – ${text.app}`;
    }
    if (isPrivacyRouted()) {
      return `${text.privacy.heading} – ${text.app}`;
    }
    if (isDataRouted()) {
      return `${text.data.heading} – ${text.app}`;
    }
    const unread = snapshot.conversations.reduce((sum, { unread }) => sum + unread, 0);
    const where = snapshot.open === undefined ? text.app : `${snapshot.open.title} – ${text.app}`;
    return unread > 0 ? `(${unread}) ${where}` : where;
  }

  private readonly onRoute = (): void => {
    this.details = false;
    if (isAdminRouted() || isPrivacyRouted() || isDataRouted() || isDisclosureRouted()) {
      // The way there is in a window.
      this.window = undefined;
    }
    this.requestUpdate();
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

  private readonly onAgain = (): void => {
    this.renderRoot.querySelector('sm-conversation')?.focusStart();
  };

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

  private readonly onClear = (): void => {
    this.drafts.clear();
    goHome();
    // What this page has in its memory goes with it.
    void this.store.clearDevice().then(() => {
      location.reload();
    });
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
