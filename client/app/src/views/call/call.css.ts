import { css } from 'lit';

export const layer = css`
  :host {
    display: block;
    flex: none;
  }
  dialog {
    border: 0;
    padding: 0;
    color: var(--ink);
  }
  dialog:focus {
    outline: none;
  }
  dialog.card {
    width: min(26rem, calc(100vw - 2rem));
    max-height: calc(var(--app-height) - 2rem);
    overflow: hidden auto;
    border-radius: 1.5rem;
    background: var(--surface);
    box-shadow: var(--shadow);
    --ground: var(--surface);
  }
  dialog.card[open] {
    animation: rise var(--easy) ease-out;
  }
  dialog.full {
    position: fixed;
    inset: 0;
    width: 100vw;
    max-width: none;
    height: var(--app-height);
    max-height: none;
    overflow: hidden;
    background: var(--stage);
  }
  dialog.bar {
    position: static;
    width: 100%;
    max-width: none;
    margin: 0;
    background: var(--call-bar);
  }
  dialog::backdrop {
    background: var(--shade);
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(0.75rem);
    }
  }
  @media (max-height: 32rem) and (min-width: 40rem) {
    dialog.card {
      width: min(42rem, calc(100vw - 2rem));
    }
  }
  @media (max-width: 40rem) {
    dialog.card {
      width: 100vw;
      max-width: none;
      margin: auto 0 0;
      border-end-start-radius: 0;
      border-end-end-radius: 0;
    }
  }
`;

/** Round buttons that answer, decline and hang up. */
export const callButtons = css`
  .round {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 3.25rem;
    height: 3.25rem;
    border-radius: 50%;
    color: var(--on-call);
    transition: background-color var(--fast);
  }
  .answer {
    background: var(--answer);
  }
  .answer:hover:not(:disabled) {
    background: var(--answer-hover);
  }
  .hang {
    background: var(--hang);
  }
  .hang:hover:not(:disabled) {
    background: var(--hang-hover);
  }
`;

export const incoming = css`
  :host {
    display: grid;
    justify-items: center;
    gap: 0.25rem;
    padding: 2rem 1rem calc(1.5rem + env(safe-area-inset-bottom));
    text-align: center;
  }
  .face {
    position: relative;
    margin-block-end: 1rem;
  }
  .face::before,
  .face::after {
    content: '';
    position: absolute;
    inset: -0.375rem;
    border-radius: 50%;
    border: 2px solid var(--accent);
    opacity: 0.5;
    animation: wave 2s infinite ease-out;
  }
  .face::after {
    animation-delay: 1s;
  }
  @keyframes wave {
    from {
      transform: scale(0.95);
      opacity: 0.6;
    }
    to {
      transform: scale(1.4);
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .face::before {
      animation: none;
    }
    .face::after {
      display: none;
    }
  }
  h2 {
    max-width: 100%;
    font-size: 1.375rem;
    line-height: 1.25;
    font-weight: 650;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  .kind {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    color: var(--ink-2);
  }
  .choices {
    display: flex;
    justify-content: center;
    gap: 0.5rem;
    width: 100%;
    margin-block-start: 1.75rem;
  }
  .choice {
    display: grid;
    justify-items: center;
    align-content: start;
    gap: 0.5rem;
    flex: 0 1 7.25rem;
    min-width: 0;
    padding-block: 0.25rem;
    font-size: var(--small);
    font-weight: 600;
    line-height: 1.3;
    text-wrap: balance;
  }
  .choice:hover .answer {
    background: var(--answer-hover);
  }
  .choice:hover .hang {
    background: var(--hang-hover);
  }
  .choice .plain {
    color: var(--ink);
    background: var(--paper-chosen);
  }
  .keys {
    margin-block-start: 1.25rem;
    font-size: var(--small);
    color: var(--ink-2);
  }
  @media (pointer: coarse) {
    .keys {
      display: none;
    }
  }
`;
