import { css } from 'lit';

export const log = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: 0;
    flex: 1;
  }
  /* Chromium would anchor by itself, Safari would not: one way for all, see Scroller. */
  .scroll {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    padding: 0 max(1rem, env(safe-area-inset-right)) 0 max(1rem, env(safe-area-inset-left));
  }
  .scroll:focus-visible {
    outline-offset: -3px;
  }
  .column {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    width: 100%;
    max-width: 52rem;
    min-height: 100%;
    margin: 0 auto;
    padding: 1rem 0 0.75rem;
  }
  .edge {
    padding: 0.5rem 0;
    min-height: 2.25rem;
    text-align: center;
    font-size: var(--small);
    color: var(--ink-2);
  }
  .day,
  .notice {
    text-align: center;
    font-size: var(--small);
    color: var(--ink-2);
    overflow-wrap: anywhere;
  }
  .day {
    margin: 1.25rem 0 0.5rem;
    font-weight: 600;
  }
  .day:first-child {
    margin-block-start: 0;
  }
  .notice {
    margin: 0.5rem 2rem;
    text-wrap: balance;
  }
  .new {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    margin: 1rem 0 0.25rem;
    color: var(--wax);
    font-size: var(--small);
    font-weight: 600;
  }
  .new::before,
  .new::after {
    content: '';
    flex: 1;
    height: 1px;
    background: color-mix(in oklab, var(--wax) 45%, transparent);
  }
  .typing {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    min-height: 1.75rem;
    margin-block-start: 0.375rem;
    font-size: var(--small);
    color: var(--ink-2);
  }
  .dots {
    display: inline-flex;
    gap: 0.25rem;
    padding: 0.5rem 0.625rem;
    border-radius: 1rem;
    background: var(--other);
  }
  .dots i {
    width: 0.375rem;
    height: 0.375rem;
    border-radius: 50%;
    background: var(--ink-2);
    animation: beat 1.2s infinite ease-in-out;
  }
  .dots i:nth-child(2) {
    animation-delay: 0.15s;
  }
  .dots i:nth-child(3) {
    animation-delay: 0.3s;
  }
  @keyframes beat {
    0%,
    60%,
    100% {
      opacity: 0.35;
    }
    30% {
      opacity: 1;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .dots i {
      animation: none;
    }
  }
  .latest {
    position: absolute;
    inset-block-end: 0.75rem;
    inset-inline: 0;
    margin-inline: auto;
    width: max-content;
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2.5rem;
    padding: 0 0.875rem;
    border-radius: 1.25rem;
    background: var(--raised);
    color: var(--ink);
    font-size: var(--small);
    font-weight: 600;
    box-shadow: var(--shadow);
  }
  .latest.plain {
    width: 2.5rem;
    padding: 0;
    justify-content: center;
    margin-inline-end: 1.25rem;
  }
  .hello {
    display: grid;
    justify-items: center;
    gap: 0.375rem;
    margin: auto;
    padding: 2rem 1rem;
    text-align: center;
    color: var(--ink-2);
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  .hello h3 {
    margin-block-start: 0.75rem;
    font-size: 1.125rem;
    font-weight: 650;
    color: var(--ink);
  }
`;

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
`;
