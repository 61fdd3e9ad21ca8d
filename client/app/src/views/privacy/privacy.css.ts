import { css } from 'lit';

export const privacy = css`
  :host {
    --page-width: 46rem;
  }
  .visitor {
    flex: none;
    font-size: var(--small);
    color: var(--accent-text);
  }
  section {
    margin-block-start: 2.25rem;
  }
  section:first-of-type {
    margin-block-start: 1.5rem;
  }
  h2 {
    width: fit-content;
    margin-block-end: 0.25rem;
    font-size: 1rem;
    font-weight: 650;
  }
  h2:focus-visible {
    outline-offset: 4px;
    border-radius: 0.125rem;
  }
  h3 {
    margin-block: 1.25rem 0.5rem;
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .lead {
    margin-block-end: 0.75rem;
    color: var(--ink-2);
    text-wrap: pretty;
  }
  .rows {
    margin: 0;
    border: 1px solid var(--line);
    border-radius: 1rem;
    background: var(--surface);
    overflow: hidden;
  }
  .row {
    display: flex;
    align-items: center;
    gap: 0.25rem 1rem;
    padding: 0.6875rem 1rem;
  }
  .row + .row {
    border-block-start: 1px solid var(--line);
  }
  .what {
    flex: 1;
    min-width: 0;
  }
  .what strong {
    display: block;
    font-size: 0.9375rem;
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  .what p {
    font-size: var(--small);
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
    text-wrap: pretty;
  }
  .what p.said {
    color: var(--ink);
    font-size: 0.875rem;
  }
  .end {
    font-size: var(--small);
    text-align: end;
    font-variant-numeric: tabular-nums;
  }
  .end.bad {
    color: var(--danger);
  }
  .empty {
    padding: 0.875rem 1rem;
    border: 1px dashed var(--line-strong);
    border-radius: 1rem;
    color: var(--ink-2);
  }
  .runs {
    margin-block: 0.75rem;
    font-variant-numeric: tabular-nums;
  }
  .runs p + p {
    margin-block-start: 0.25rem;
  }
  .button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.55;
    transition: opacity 0s 250ms;
  }
  .row .button {
    flex: none;
    min-height: 2.25rem;
  }
  form {
    margin-block-start: 0.875rem;
  }
  form .line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 6rem auto auto;
    align-items: end;
    gap: 0.625rem;
  }
  .hint {
    margin-block-start: 0.375rem;
    font-size: var(--small);
    color: var(--ink-2);
  }
  .found {
    margin-block-start: 0.625rem;
  }
  textarea {
    width: 100%;
    min-height: 20rem;
    padding: 0.875rem 1rem;
    border: 1px solid var(--line-strong);
    border-radius: 1rem;
    background: var(--surface);
    color: inherit;
    font:
      var(--small) / 1.6 ui-monospace,
      'Liberation Mono',
      monospace;
    resize: vertical;
  }
  .copy {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    margin-block-start: 0.625rem;
    font-size: var(--small);
    color: var(--ink-2);
  }
  .more {
    margin-block-start: 0.75rem;
  }
  .wrong {
    margin-block: 0.75rem 0;
  }
  @media (max-width: 40rem) {
    form .line {
      grid-template-columns: minmax(0, 1fr) 6rem;
    }
    form .line .button {
      grid-column: 1 / -1;
    }
    .row.stacks {
      flex-wrap: wrap;
    }
    .row.stacks .what {
      flex-basis: 100%;
    }
    .row.stacks .end {
      text-align: start;
    }
  }
`;
