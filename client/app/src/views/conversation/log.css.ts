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
    position: relative;
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
