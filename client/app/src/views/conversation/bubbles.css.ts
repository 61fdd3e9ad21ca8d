import { css } from 'lit';

export const bubbles = css`
  .message {
    display: flex;
    gap: 0.5rem;
    margin-block-start: 2px;
    border-radius: 1.25rem;
    --corner: 0.375rem;
  }
  .message.first {
    margin-block-start: 0.75rem;
  }
  .day + .message,
  .new + .message {
    margin-block-start: 0.5rem;
  }
  .message:focus {
    outline: none;
  }
  .message:focus-visible .bubble {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .face {
    flex: none;
    width: 2rem;
    align-self: flex-end;
    display: flex;
  }
  .stack {
    flex: 1;
    min-width: 0;
    display: flex;
    flex-direction: column;
    align-items: flex-start;
  }
  .own .stack {
    align-items: flex-end;
  }
  .author {
    max-width: 100%;
    padding: 0 0.875rem;
    margin-block-end: 0.1875rem;
    font-size: var(--small);
    font-weight: 600;
    color: var(--ink-2);
  }
  .line {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    max-width: 100%;
  }
  .own .line {
    flex-direction: row-reverse;
  }
  .bubble {
    min-width: 0;
    max-width: min(36rem, 82cqi);
    padding: 0.5rem 0.8125rem;
    border-radius: 1.1875rem;
    background: var(--other);
    overflow-wrap: anywhere;
  }
  .other .bubble {
    border-start-start-radius: var(--corner);
    border-end-start-radius: var(--corner);
  }
  .other.first .bubble {
    border-start-start-radius: 1.1875rem;
  }
  .own .bubble {
    background: var(--own);
    color: var(--own-ink);
    border-start-end-radius: var(--corner);
    border-end-end-radius: var(--corner);
  }
  .own.first .bubble {
    border-start-end-radius: 1.1875rem;
  }
  .entry {
    margin-block-start: 0.75rem;
  }
  .entry .bubble {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    padding: 0.625rem 0.75rem 0.625rem 0.6875rem;
    border-radius: 1.1875rem;
  }
  .entry .disc {
    display: grid;
    place-items: center;
    flex: none;
    width: 2.25rem;
    height: 2.25rem;
    border-radius: 50%;
    color: var(--ink);
    background: var(--raised);
  }
  .entry.own .disc {
    color: inherit;
    background: rgb(255 255 255 / 0.16);
  }
  .entry.missed .disc {
    color: var(--danger);
  }
  .entry .told {
    display: grid;
    min-width: 0;
  }
  .entry .what {
    font-weight: 600;
  }
  .entry.missed .what {
    color: var(--danger);
  }
  .entry .when {
    font-size: var(--tiny);
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
  }
  .entry.own .when {
    color: var(--own-ink-2);
  }
  .entry .back {
    flex: none;
    min-height: 2.25rem;
    padding: 0 0.875rem;
    margin-inline-start: 0.25rem;
    border-radius: 1.125rem;
    font-size: var(--small);
    font-weight: 600;
    color: var(--accent-text);
    background: var(--raised);
  }
  .entry .back:hover:not(:disabled) {
    background: var(--surface);
  }
  .entry.own .back {
    color: inherit;
    background: rgb(255 255 255 / 0.16);
  }
  .entry.own .back:hover:not(:disabled) {
    background: rgb(255 255 255 / 0.26);
  }
  .entry.own .back:focus-visible {
    outline-color: var(--own-ink);
  }
  .body {
    white-space: pre-wrap;
    unicode-bidi: plaintext;
  }
  .body a {
    color: inherit;
    text-decoration: underline;
    text-underline-offset: 0.15em;
    text-decoration-thickness: 1px;
    border-radius: 0.125rem;
  }
  .other .body a {
    color: var(--accent-text);
  }
  .own .body a:focus-visible {
    outline-color: var(--own-ink);
    outline-offset: 1px;
  }
  /* Floats into the last line when there is room, else below it, as in print. */
  .meta {
    float: inline-end;
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    margin: 0.375rem -0.1875rem -0.1875rem 0.625rem;
    font-size: var(--tiny);
    line-height: 1.25;
    white-space: nowrap;
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
    user-select: none;
  }
  .own .meta {
    color: var(--own-ink-2);
  }
  .mark {
    display: inline-flex;
  }
  .own .mark.seen {
    color: var(--own-ink);
  }
  .mark.sent,
  .mark.pending,
  .mark.delivered {
    opacity: 0.85;
  }
  .message.gone .bubble {
    background: none;
    box-shadow: inset 0 0 0 1px var(--line);
    color: var(--ink-2);
    font-style: italic;
  }
  .message.gone .meta {
    color: var(--ink-2);
    font-style: normal;
  }
  .message.failed .bubble {
    background: var(--danger-soft);
    color: var(--ink);
  }
  .message.failed .meta {
    color: var(--danger);
  }
  .jumbo .bubble {
    background: none;
    padding-inline: 0.25rem;
    color: inherit;
  }
  .jumbo .body {
    display: block;
    font-size: 2.75rem;
    line-height: 1.2;
  }
  .jumbo .meta,
  .own.jumbo .meta {
    color: var(--ink-2);
    margin-block-start: 0.125rem;
  }
  .own.jumbo .mark.seen {
    color: var(--accent-text);
  }
  .quote {
    display: grid;
    margin: 0.0625rem -0.25rem 0.3125rem;
    padding: 0.25rem 0.625rem;
    border-radius: 0.625rem;
    border-inline-start: 3px solid currentColor;
    background: color-mix(in oklab, currentColor 9%, transparent);
    font-size: var(--small);
  }
  .quoted {
    font-weight: 600;
  }
  .actions {
    display: flex;
    flex: none;
    visibility: hidden;
  }
  .own .actions {
    flex-direction: row-reverse;
  }
  .actions .icon {
    width: 2rem;
    height: 2rem;
  }
  .actions sm-icon {
    width: 1.125rem;
    height: 1.125rem;
  }
  .message:hover .actions,
  .message:focus .actions,
  .message:focus-within .actions {
    visibility: visible;
  }
  /* No room beside the bubble: the buttons stand on its upper edge. */
  @container (max-width: 42rem) {
    .line {
      position: relative;
    }
    .actions {
      position: absolute;
      inset-block-end: calc(100% - 0.625rem);
      inset-inline-start: 0.25rem;
      z-index: 1;
      border-radius: 1.25rem;
      background: var(--raised);
      box-shadow: var(--shadow);
    }
    .own .actions {
      inset-inline: auto 0.25rem;
    }
  }
  @media (hover: none) {
    .actions .icon {
      width: 2.5rem;
      height: 2.5rem;
    }
    .message:hover:not(:focus-within) .actions {
      visibility: hidden;
    }
  }
  .failure {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 0.25rem 0.625rem;
    margin: 0.375rem 0.25rem 0.25rem;
    font-size: var(--small);
    color: var(--danger);
  }
  .failure sm-icon {
    margin-inline-end: -0.25rem;
  }
  .failure .link {
    min-height: 1.5rem;
  }
  /* Colours of the system leave no grounds to tell bubbles by. */
  @media (forced-colors: active) {
    .bubble {
      border: 1px solid;
    }
    .own .bubble {
      border-inline-end-width: 4px;
    }
  }
`;
