import { css } from 'lit';

export const data = css`
  :host {
    --page-width: 46rem;
  }
  dl {
    display: grid;
    gap: 1.125rem;
    margin: 1.5rem 0;
  }
  dt {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    font-weight: 600;
  }
  dt sm-icon {
    color: var(--accent-text);
  }
  dd {
    margin: 0.1875rem 0 0;
    padding-inline-start: 1.875rem;
    color: var(--ink-2);
    text-wrap: pretty;
  }
  /* Most answers come at once: nothing flickers for those. */
  .button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.55;
    transition: opacity 0s 250ms;
  }
  .prepare .button[aria-disabled='true']:not(.primary) {
    background: var(--paper-hover);
  }
  .prepare {
    margin-block-end: 2.25rem;
  }
  #copies {
    margin-block-end: 0.75rem;
    font-size: 1rem;
    font-weight: 650;
  }
  /* They have the focus so that what follows is read; nothing can be done with them. */
  :is(h2, h3):focus-visible {
    outline-offset: 4px;
    border-radius: 0.125rem;
  }
  ul {
    display: grid;
    gap: 0.75rem;
  }
  li {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 0.75rem;
    padding: 0.875rem 1rem;
    border: 1px solid var(--line);
    border-radius: 1rem;
    background: var(--surface);
  }
  .sign {
    display: grid;
    place-items: center;
    width: 2.5rem;
    height: 2.5rem;
    border-radius: 50%;
    background: var(--paper-chosen);
    color: var(--ink-2);
  }
  .ready .sign {
    background: var(--accent-soft);
    color: var(--accent-text);
  }
  .failed .sign {
    background: var(--danger-soft);
    color: var(--danger);
  }
  h3 {
    font-size: 0.9375rem;
    font-weight: 600;
    width: fit-content;
    max-width: 100%;
  }
  .what p {
    font-size: var(--small);
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
  }
  .failed .what p {
    color: var(--ink);
  }
  .choices {
    display: flex;
    gap: 0.5rem;
  }
  .choices .button {
    white-space: nowrap;
  }
  .choices .main {
    background: var(--accent-soft);
    color: var(--accent-text);
  }
  .choices .quiet {
    background: none;
    color: var(--ink-2);
  }
  .choices .quiet:hover {
    background: var(--paper-hover);
    color: var(--ink);
  }
  li .wrong {
    grid-column: 1 / -1;
    margin: 0;
  }
  .note {
    padding: 1.5rem 1rem;
    border: 1px dashed var(--line-strong);
    border-radius: 1rem;
    color: var(--ink-2);
    text-align: center;
  }
  progress {
    grid-row: 2;
    grid-column: 1 / -1;
  }
  .unheard {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    margin-block-end: 0.75rem;
    padding: 0.75rem 1rem;
    border-radius: var(--round);
    background: var(--danger-soft);
  }
  .unheard sm-icon {
    color: var(--danger);
  }
  .unheard p {
    flex: 1;
  }
  @media (max-width: 40rem) {
    dd {
      padding: 0;
    }
    .prepare .button {
      width: 100%;
    }
    li {
      grid-template-columns: auto minmax(0, 1fr);
    }
    li:is(.waiting, .running) {
      grid-template-columns: auto minmax(0, 1fr) auto;
    }
    li:is(.ready, .failed) .choices {
      grid-column: 1 / -1;
      flex-wrap: wrap;
      justify-content: flex-end;
    }
    .choices .main {
      flex: 1;
    }
  }
`;
