import { LitElement, html, nothing, type TemplateResult } from 'lit';

import { text } from '../../messages.js';
import type { OpenConversation, Person } from '../../model/types.js';
import { base, buttons, fields } from '../../parts/controls.js';
import { Refused, type Refusal, type Store } from '../../store/store.js';
import { panel } from './members.css.js';
import '../../parts/avatar.js';
import '../../parts/dialog.js';
import '../../parts/icon.js';
import './kept.js';

type Question = { readonly type: 'leave' } | { readonly type: 'remove'; readonly person: Person };

const TITLE_CHARS_MAX = 128;

/** Who is in the open conversation, and what may be changed about it. Fires `close`, `add` and `left`. */
class Members extends LitElement {
  static override properties = {
    store: { attribute: false },
    me: {},
    conversation: { attribute: false },
    renaming: { state: true },
    question: { state: true },
    refusal: { state: true },
  };

  declare store: Store;
  declare me: string;
  declare conversation: OpenConversation;
  declare private renaming: boolean;
  declare private question: Question | undefined;
  declare private refusal: Refusal | undefined;

  constructor() {
    super();
    this.me = '';
    this.renaming = false;
    this.question = undefined;
    this.refusal = undefined;
  }

  static override styles = [base, buttons, fields, panel];

  override render(): TemplateResult {
    const { face, kind, title, rights, members } = this.conversation;
    return html`
      <header>
        <h2>${text.members.details}</h2>
        <button class="icon" type="button" aria-label=${text.members.close} @click=${this.close}>
          <sm-icon name="close"></sm-icon>
        </button>
      </header>
      <div class="scroll">
        <div class="about">
          <sm-avatar size="large" .subject=${face} .name=${title} .kind=${kind}></sm-avatar>
          ${
            this.renaming
              ? this.renderRename()
              : html`<p class="title" dir="auto">${title}</p>
                  ${
                    rights.rename
                      ? html`<button class="link" type="button" @click=${this.onRename}>
                          ${text.members.rename}
                        </button>`
                      : nothing
                  }`
          }
        </div>
        <p class="wrong" role="alert" ?hidden=${this.refusal === undefined}>
          ${this.refusal === undefined ? nothing : text.refusal(this.refusal)}
        </p>
        <sm-kept
          .watch=${this.store.disclosures}
          .kind=${kind}
          .own=${this.conversation.keptForMs}
        ></sm-kept>
        ${members.length > 0 ? this.renderMembers() : nothing}
        ${
          rights.leave
            ? html`<button class="button danger leave" type="button" @click=${this.onLeave}>
                <sm-icon name="leave"></sm-icon>${text.members.leave}
              </button>`
            : nothing
        }
      </div>
      ${this.renderQuestion()}
    `;
  }

  private renderRename(): TemplateResult {
    return html`<form @submit=${this.onRenamed}>
      <label class="unseen" for="title">${text.members.title}</label>
      <input
        id="title"
        dir="auto"
        required
        autocomplete="off"
        maxlength=${TITLE_CHARS_MAX}
        .value=${this.conversation.title}
        @keydown=${this.onRenameKey}
      />
      <div class="choices">
        <button class="button" type="button" @click=${this.onRenameCancel}>
          ${text.members.cancel}
        </button>
        <button class="button primary" type="submit">${text.members.save}</button>
      </div>
    </form>`;
  }

  private renderMembers(): TemplateResult {
    const { members, memberCount, rights } = this.conversation;
    const unseen = memberCount - members.length;
    return html`
      <div class="heading">
        <h3>${text.conversation.members(memberCount)}</h3>
        ${
          rights.addMembers
            ? html`<button class="link" type="button" @click=${this.onAdd}>
                ${text.members.add}
              </button>`
            : nothing
        }
      </div>
      <ul>
        ${members.map((person) => this.renderMember(person))}
      </ul>
      ${unseen > 0 ? html`<p class="note">${text.members.more(unseen)}</p>` : nothing}
    `;
  }

  private renderMember(person: Person): TemplateResult {
    const mine = person.id === this.me;
    const facts = this.factsOf(person);
    return html`<li>
      <sm-avatar
        size="small"
        .subject=${person.id}
        .name=${person.name}
        .presence=${person.presence}
      ></sm-avatar>
      <span class="who">
        <span class="cut"><bdi>${person.name}</bdi></span>
        ${facts.length > 0 ? html`<span class="sub">${facts.join(' · ')}</span>` : nothing}
      </span>
      ${
        this.conversation.rights.removeMembers && !mine
          ? html`<button
              class="icon"
              type="button"
              aria-label=${text.members.remove(person.name)}
              title=${text.members.remove(person.name)}
              @click=${() => {
                this.question = { type: 'remove', person };
              }}
            >
              <sm-icon name="close" size="small"></sm-icon>
            </button>`
          : nothing
      }
    </li>`;
  }

  private factsOf({ id, presence }: Person): readonly string[] {
    const { kind, owner } = this.conversation;
    return [
      ...(id === this.me ? [text.members.you] : []),
      ...(id === owner && kind !== 'direct' ? [text.members.owner] : []),
      ...(presence === undefined || id === this.me ? [] : [text.presence(presence)]),
    ];
  }

  private renderQuestion(): TemplateResult | typeof nothing {
    const { question } = this;
    if (question === undefined) {
      return nothing;
    }
    const leaving = question.type === 'leave';
    const sentence = leaving ? text.members.leaveAsk : text.members.removeAsk(question.person.name);
    return html`<sm-dialog
      .heading=${leaving ? text.members.leave : text.members.confirmRemove}
      .closeLabel=${text.members.cancel}
      @close=${this.onAnswered}
    >
      <p class="ask">${sentence}</p>
      <div class="choices">
        <button class="button" type="button" @click=${this.onAnswered}>
          ${text.members.cancel}
        </button>
        <button
          class="button danger"
          type="button"
          @click=${() => {
            void this.onConfirmed(question);
          }}
        >
          ${leaving ? text.members.confirmLeave : text.members.confirmRemove}
        </button>
      </div>
    </sm-dialog>`;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector<HTMLElement>('header button')?.focus();
  }

  private readonly close = (): void => {
    this.dispatchEvent(new CustomEvent('close'));
  };

  private readonly onAdd = (): void => {
    this.dispatchEvent(new CustomEvent('add'));
  };

  private readonly onLeave = (): void => {
    this.question = { type: 'leave' };
  };

  private readonly onAnswered = (): void => {
    this.question = undefined;
  };

  private async onConfirmed(question: Question): Promise<void> {
    this.question = undefined;
    const done = await this.attempt(
      question.type === 'leave' ? this.store.leave() : this.store.removeMember(question.person.id),
    );
    if (done && question.type === 'leave') {
      this.dispatchEvent(new CustomEvent('left'));
    }
  }

  private readonly onRename = async (): Promise<void> => {
    this.renaming = true;
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLInputElement>('#title')?.select();
  };

  private readonly onRenameCancel = (): void => {
    this.renaming = false;
  };

  private readonly onRenameKey = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.renaming = false;
    }
  };

  private readonly onRenamed = async (event: Event): Promise<void> => {
    event.preventDefault();
    const title = this.renderRoot.querySelector<HTMLInputElement>('#title')?.value.trim() ?? '';
    if (title === '' || title === this.conversation.title) {
      this.renaming = false;
    } else if (await this.attempt(this.store.rename(title))) {
      this.renaming = false;
    }
  };

  private async attempt(work: Promise<void>): Promise<boolean> {
    try {
      await work;
      this.refusal = undefined;
      return true;
    } catch (error) {
      this.refusal = Refused.of(error);
      return false;
    }
  }
}

customElements.define('sm-members', Members);
