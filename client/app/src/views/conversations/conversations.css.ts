import { css } from 'lit';

export const pane = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-width: 0;
    background: var(--paper);
  }
  header {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    padding: calc(0.75rem + env(safe-area-inset-top)) 0.75rem 0.5rem 1rem;
  }
  header img {
    margin-inline-end: 0.25rem;
  }
  h2 {
    flex: 1;
    font-size: 1.25rem;
    font-weight: 700;
    letter-spacing: -0.01em;
  }
  .account {
    display: inline-grid;
    place-items: center;
    width: 2.75rem;
    height: 2.75rem;
    border-radius: 50%;
  }
  .search {
    margin: 0 0.75rem 0.75rem;
  }
  .search input {
    min-height: 2.5rem;
    font-size: 0.9375rem;
  }
  @media (pointer: coarse) {
    .search input {
      font-size: 1rem;
    }
  }
  .scroll {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    padding: 0 0.5rem calc(0.75rem + env(safe-area-inset-bottom));
  }
  .row {
    position: relative;
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-height: 4.25rem;
    padding: 0.5rem 0.625rem;
    border-radius: 0.875rem;
    color: inherit;
    text-decoration: none;
    transition: background-color var(--fast);
    --ground: var(--paper);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .row:hover {
    background: var(--paper-hover);
    --ground: var(--paper-hover);
  }
  .row[aria-current] {
    background: var(--paper-chosen);
    --ground: var(--paper-chosen);
  }
  .text {
    flex: 1;
    min-width: 0;
    display: grid;
    gap: 0.125rem;
  }
  .line {
    display: flex;
    align-items: baseline;
    gap: 0.5rem;
    min-width: 0;
  }
  .title {
    flex: 1;
    font-weight: 600;
  }
  .time {
    flex: none;
    font-size: var(--tiny);
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
  }
  .preview {
    flex: 1;
    font-size: 0.875rem;
    color: var(--ink-2);
    min-height: 1.45em;
  }
  .unread .preview {
    color: var(--ink);
  }
  .unread .time {
    color: var(--accent-text);
    font-weight: 600;
  }
  .row[aria-current] :is(.time, .preview) {
    color: color-mix(in oklab, var(--ink-2) 70%, var(--ink));
  }
  .gone {
    font-style: italic;
  }
  .typing {
    color: var(--accent-text);
  }
  .called sm-icon {
    vertical-align: -0.1875em;
    margin-inline-end: 0.375rem;
  }
  .called.missed {
    color: var(--danger);
  }
  .mark {
    display: inline-block;
    vertical-align: -0.1875em;
    margin-inline-end: 0.25rem;
  }
  .mark.seen {
    color: var(--accent-text);
  }
  .mark.failed {
    color: var(--danger);
  }
  .badge {
    flex: none;
    min-width: 1.375rem;
    height: 1.375rem;
    padding: 0 0.4375rem;
    border-radius: 0.6875rem;
    background: var(--accent);
    color: var(--on-accent);
    font-size: var(--tiny);
    line-height: 1.375rem;
    font-weight: 700;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .none {
    padding: 2.5rem 1.25rem;
    text-align: center;
    color: var(--ink-2);
    overflow-wrap: anywhere;
  }
  .none h3 {
    font-size: 1rem;
    font-weight: 600;
    color: var(--ink);
    margin-block-end: 0.25rem;
  }
  .none .button {
    margin-block-start: 1.25rem;
    color: var(--on-accent);
  }
  .ghost {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    height: 4.25rem;
    padding: 0.5rem 0.625rem;
  }
  .ghost::before {
    content: '';
    width: 2.75rem;
    height: 2.75rem;
    border-radius: 50%;
    background: var(--paper-hover);
  }
  .ghost::after {
    content: '';
    flex: 1;
    height: 2rem;
    border-radius: 0.5rem;
    background: var(--paper-hover);
  }
`;
