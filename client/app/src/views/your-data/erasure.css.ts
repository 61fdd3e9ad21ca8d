import { css } from 'lit';

export const erasure = css`
  :host {
    display: block;
    margin-block-start: 3rem;
    padding-block-start: 2rem;
    border-block-start: 1px solid var(--line);
  }
  h2 {
    font-size: 1rem;
    font-weight: 650;
    width: fit-content;
  }
  h2:focus-visible {
    outline-offset: 4px;
    border-radius: 0.125rem;
  }
  .lead {
    margin-block: 0.25rem 1rem;
    color: var(--ink-2);
    text-wrap: pretty;
  }
  .card {
    display: grid;
    gap: 1.25rem;
    padding: 1.25rem;
    border: 1px solid var(--line);
    border-radius: 1rem;
    background: var(--surface);
  }
  .lists {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 1.25rem 2rem;
  }
  h3 {
    margin-block-end: 0.5rem;
    font-size: 0.9375rem;
    font-weight: 600;
  }
  li {
    display: grid;
    grid-template-columns: 1.125rem minmax(0, 1fr);
    gap: 0.5rem;
    padding-block: 0.1875rem;
    font-size: 0.9375rem;
    color: var(--ink-2);
    text-wrap: pretty;
  }
  li sm-icon {
    width: 1.125rem;
    height: 1.125rem;
    margin-block-start: 0.125rem;
  }
  .goes sm-icon {
    color: var(--danger);
  }
  .goes li {
    color: var(--ink);
    font-variant-numeric: tabular-nums;
  }
  form {
    display: grid;
    gap: 1rem;
    padding-block-start: 1.25rem;
    border-block-start: 1px solid var(--line);
  }
  .field {
    max-width: 22rem;
  }
  .until {
    color: var(--ink-2);
    text-wrap: pretty;
  }
  .choices {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
  }
  .button.final {
    background: var(--danger);
    color: var(--surface);
  }
  .button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.55;
    transition: opacity 0s 250ms;
  }
  .counting {
    display: grid;
    gap: 0.75rem;
    justify-items: start;
    font-variant-numeric: tabular-nums;
  }
  @media (max-width: 40rem) {
    .lists {
      grid-template-columns: 1fr;
    }
    .field {
      max-width: none;
    }
    .choices .button {
      flex: 1 0 100%;
    }
  }
`;
