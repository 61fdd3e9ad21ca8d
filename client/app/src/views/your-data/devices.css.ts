import { css } from 'lit';

export const devices = css`
  :host {
    display: block;
    margin-block-start: 3rem;
    padding-block-start: 2rem;
    border-block-start: 1px solid var(--line);
  }
  h2 {
    width: fit-content;
    font-size: 1rem;
    font-weight: 650;
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
  ul {
    display: grid;
    border: 1px solid var(--line);
    border-radius: 1rem;
    background: var(--surface);
    overflow: hidden;
  }
  li {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    padding: 0.75rem 1rem;
  }
  li + li {
    border-block-start: 1px solid var(--line);
  }
  .what {
    flex: 1;
    min-width: 0;
  }
  .what strong {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .what strong::before {
    content: '';
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--line-strong);
  }
  .current .what strong::before {
    background: var(--online);
  }
  .what p {
    font-size: var(--small);
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
  }
  .button[aria-disabled='true'] {
    cursor: default;
    opacity: 0.55;
    transition: opacity 0s 250ms;
  }
  .all {
    margin-block-start: 0.75rem;
  }
  .wrong {
    margin-block: 0.75rem 0;
  }
  .clear {
    margin-block-start: 2rem;
  }
  h3 {
    font-size: 0.9375rem;
    font-weight: 600;
  }
  @media (max-width: 40rem) {
    .all,
    .clear .button {
      width: 100%;
    }
  }
`;
