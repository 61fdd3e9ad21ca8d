import { LitElement, html, nothing, type PropertyValues, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { CallView } from '../../model/call.js';
import { base } from '../../parts/controls.js';
import { Ring, type Melody } from '../../parts/ring.js';
import type { Calls } from '../../store/store.js';
import { layer } from './call.css.js';
import './group.js';
import './incoming.js';
import './preview.js';
import './room.js';

/** A card over the page; all of the page; or a bar above it. */
type Shape = 'card' | 'full' | 'bar';

/**
 * Who is typing while a call comes in must not answer it by the Enter that was meant for her message: keys
 * count from here on.
 */
const GUARD_MS = 700;

/**
 * The call, over everything else: a modal window, so that it rings above any other one. Made small it is a bar,
 * and the page below can be used.
 *
 * It is one element from the first ring to the end; the focus comes to it, and goes back when it is over.
 * Fires `small` when it was made small, and `over` when the focus has nowhere to go back to.
 */
class CallLayer extends LitElement {
  static override properties = {
    calls: { attribute: false },
    call: { attribute: false },
    small: { state: true },
  };

  declare calls: Calls;
  declare call: CallView | undefined;
  declare private small: boolean;
  private readonly ring = new Ring();
  /** Who had the focus when the call came. */
  private came: HTMLElement | undefined;
  private hadFocus = false;
  private shownAt = 0;

  constructor() {
    super();
    this.call = undefined;
    this.small = false;
  }

  static override styles = [base, layer];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.ring.play(undefined);
  }

  override render(): TemplateResult | typeof nothing {
    const { call } = this;
    if (call === undefined) {
      return nothing;
    }
    const rings = call.phase.kind === 'incoming';
    // Escape is answered by onKey; what is left of it here is a phone's back gesture.
    return html`<dialog
      class=${this.shapeOf(call)}
      role=${rings ? 'alertdialog' : nothing}
      aria-label=${labelOf(call)}
      tabindex="-1"
      @keydown=${this.onKey}
      @cancel=${this.onCancel}
    >
      ${this.renderContent(call)}
      <p class="unseen" role="status">${text.call.phase(call.phase)}</p>
    </dialog>`;
  }

  private renderContent(call: CallView): TemplateResult {
    switch (contentOf(call)) {
      case 'incoming':
        return html`<sm-call-incoming .calls=${this.calls} .call=${call}></sm-call-incoming>`;
      case 'preview':
        return html`<sm-call-preview .calls=${this.calls} .call=${call}></sm-call-preview>`;
      case 'group':
        return html`<sm-call-group
          .calls=${this.calls}
          .call=${call}
          ?small=${this.small}
          @small=${this.onSmall}
          @large=${this.onLarge}
        ></sm-call-group>`;
      case 'room':
        return html`<sm-call-room
          .calls=${this.calls}
          .call=${call}
          ?small=${this.small}
          @small=${this.onSmall}
          @large=${this.onLarge}
        ></sm-call-room>`;
    }
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('call')) {
      return;
    }
    const before = changed.get('call') as CallView | undefined;
    if (before === undefined && this.call !== undefined) {
      this.came = focusedIn(document);
      this.small = false;
      this.shownAt = performance.now();
    }
    this.hadFocus = this.shadowRoot?.activeElement !== null;
  }

  protected override updated(changed: PropertyValues): void {
    this.ring.play(melodyOf(this.call));
    if (this.call === undefined) {
      this.giveFocusBack();
      return;
    }
    const dialog = this.renderRoot.querySelector('dialog');
    if (dialog !== null) {
      show(dialog, this.shapeOf(this.call));
    }
    const before = changed.get('call') as CallView | undefined;
    if (dialog !== null && before !== undefined && contentOf(before) !== contentOf(this.call)) {
      // What had the focus went with what was shown before.
      dialog.focus();
    }
  }

  private shapeOf(call: CallView): Shape {
    const content = contentOf(call);
    if (content === 'incoming' || content === 'preview') {
      return 'card';
    }
    return this.small ? 'bar' : 'full';
  }

  private giveFocusBack(): void {
    const { came } = this;
    this.came = undefined;
    if (came === undefined || !this.hadFocus) {
      return;
    }
    if (came.isConnected && came !== document.body) {
      came.focus();
    } else {
      this.dispatchEvent(new CustomEvent('over'));
    }
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const { call } = this;
    const answers = event.key === 'Enter' && event.target === event.currentTarget;
    if (call === undefined || (event.key !== 'Escape' && !answers)) {
      return;
    }
    if (event.key === 'Escape') {
      // The window neither shuts itself, nor does what lies behind it.
      event.preventDefault();
      event.stopPropagation();
    }
    if (call.phase.kind === 'incoming') {
      if (event.repeat || performance.now() - this.shownAt < GUARD_MS) {
        return;
      }
      if (answers) {
        void this.calls.answer(call.media);
        return;
      }
    }
    if (event.key === 'Escape') {
      this.stepBack(call);
    }
  };

  private readonly onCancel = (event: Event): void => {
    event.preventDefault();
    if (this.call !== undefined) {
      this.stepBack(this.call);
    }
  };

  private stepBack(call: CallView): void {
    switch (contentOf(call)) {
      case 'incoming':
        this.calls.end();
        return;
      case 'preview':
        this.calls.back();
        return;
      case 'group':
      case 'room':
        if (call.phase.kind === 'ended' || call.phase.kind === 'refused') {
          this.calls.end();
        } else if (!this.small) {
          this.onSmall();
        }
    }
  }

  private readonly onSmall = (): void => {
    this.small = true;
    void this.updateComplete.then(() => {
      this.dispatchEvent(new CustomEvent('small'));
    });
  };

  private readonly onLarge = (): void => {
    this.small = false;
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector('sm-call-room')?.focusStart();
      this.renderRoot.querySelector('sm-call-group')?.focusStart();
    });
  };
}

function contentOf(call: CallView): 'incoming' | 'preview' | 'room' | 'group' {
  const { phase, direction } = call;
  switch (phase.kind) {
    case 'incoming':
      return 'incoming';
    case 'preview':
      return 'preview';
    case 'asking':
      return direction === 'incoming' ? 'incoming' : 'room';
    case 'starting':
    case 'outgoing':
    case 'connecting':
    case 'waiting':
    case 'active':
    case 'reconnecting':
    case 'ended':
    case 'refused':
      return call.group === undefined ? 'room' : 'group';
  }
}

function labelOf(call: CallView): string {
  const { name } = call.peer;
  switch (contentOf(call)) {
    case 'incoming':
      return `${text.call.ringing(name)}. ${text.call.ringingAs(call.media)}`;
    case 'preview':
      return call.direction === 'incoming'
        ? text.call.previewAnswer(name)
        : text.call.previewCall(name);
    case 'group':
      return text.call.group.with(name);
    case 'room':
      return text.call.with(name);
  }
}

function melodyOf(call: CallView | undefined): Melody | undefined {
  const phase = call?.phase;
  if (phase?.kind === 'incoming') {
    return 'incoming';
  }
  return phase?.kind === 'outgoing' && phase.heard ? 'outgoing' : undefined;
}

/** Opens it as what it shall be; a browser wants it shut in between. */
function show(dialog: HTMLDialogElement, shape: Shape): void {
  const modal = shape !== 'bar';
  if (dialog.open && dialog.matches(':modal') === modal) {
    return;
  }
  const focused = focusedIn(document);
  dialog.close();
  if (modal) {
    dialog.showModal();
    dialog.focus();
  } else {
    dialog.show();
    focused?.focus();
  }
}

/** Who has the focus, however deep it lies. */
function focusedIn(root: Document): HTMLElement | undefined {
  let element = root.activeElement;
  while (element?.shadowRoot?.activeElement) {
    element = element.shadowRoot.activeElement;
  }
  return element instanceof HTMLElement ? element : undefined;
}

customElements.define('sm-call', CallLayer);

declare global {
  interface HTMLElementTagNameMap {
    'sm-call': CallLayer;
  }
}
