import { css } from 'lit';

export const disclosure = css`
  :host {
    --page-width: 46rem;
  }
  .facts {
    display: grid;
    gap: 1.125rem;
    margin: 1.5rem 0 2.5rem;
  }
  .facts dt {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    font-weight: 600;
  }
  .facts dt sm-icon {
    flex: none;
    color: var(--accent-text);
  }
  .facts dd {
    margin: 0.1875rem 0 0;
    padding-inline-start: 1.875rem;
    color: var(--ink-2);
    text-wrap: pretty;
  }
  section {
    margin-block-end: 2.5rem;
  }
  h2 {
    margin-block-end: 0.75rem;
    font-size: 1rem;
    font-weight: 650;
  }
  h2 + .lead {
    margin-block: -0.5rem 0.75rem;
    color: var(--ink-2);
  }
  .card {
    border: 1px solid var(--line);
    border-radius: 1rem;
    background: var(--surface);
    overflow: hidden;
  }
  .card + .card {
    margin-block-start: 0.75rem;
  }
  h3 {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.5rem;
    padding: 0.75rem 1rem;
    border-block-end: 1px solid var(--line);
    font-size: 0.9375rem;
    font-weight: 650;
  }
  h3 small {
    font-size: var(--small);
    font-weight: 400;
    color: var(--ink-2);
    overflow-wrap: anywhere;
  }
  .rows {
    display: grid;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(9rem, 15rem);
    gap: 0.125rem 1.5rem;
    padding: 0.6875rem 1rem;
  }
  .row + .row {
    border-block-start: 1px solid var(--line);
  }
  .row strong {
    display: block;
    font-size: 0.9375rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .row p {
    font-size: var(--small);
    color: var(--ink-2);
    text-wrap: pretty;
  }
  .row .until {
    color: var(--ink);
    align-self: center;
    font-size: var(--small);
    text-align: end;
    text-wrap: balance;
  }
  .host {
    font-size: var(--small);
    font-family: ui-monospace, 'Liberation Mono', monospace;
    overflow-wrap: anywhere;
  }
  .row .until.held {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 0.375rem;
    color: var(--accent-text);
  }
  .until.held sm-icon {
    flex: none;
  }
  .row .until.open {
    color: var(--ink-2);
  }
  summary {
    width: fit-content;
    margin-block-start: 0.875rem;
    border-radius: var(--round);
    font-size: var(--small);
    font-weight: 600;
    color: var(--accent-text);
    cursor: pointer;
  }
  code {
    display: block;
    margin-block-start: 0.625rem;
    padding: 0.75rem 1rem;
    border-radius: var(--round);
    background: var(--paper-hover);
    font:
      var(--small) / 1.6 ui-monospace,
      'Liberation Mono',
      monospace;
    overflow-wrap: anywhere;
  }
  details p {
    margin-block-start: 0.5rem;
    font-size: var(--small);
    color: var(--ink-2);
  }
  .who p {
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  .who p + p {
    margin-block-start: 0.5rem;
  }
  .who a {
    color: var(--accent-text);
  }
  .who span {
    color: var(--ink-2);
  }
  @media (max-width: 40rem) {
    .facts dd {
      padding: 0;
    }
    .row {
      grid-template-columns: minmax(0, 1fr);
    }
    .row .until,
    .row .until.held {
      justify-content: flex-start;
      text-align: start;
    }
  }
`;
