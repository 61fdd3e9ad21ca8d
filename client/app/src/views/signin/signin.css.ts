import { css } from 'lit';

export const form = css`
  :host {
    display: block;
    height: 100%;
    overflow-y: auto;
    background: var(--paper);
  }
  main {
    min-height: 100%;
    display: grid;
    place-items: center;
    padding: max(1.25rem, env(safe-area-inset-top)) max(1.25rem, env(safe-area-inset-right))
      max(1.25rem, env(safe-area-inset-bottom)) max(1.25rem, env(safe-area-inset-left));
  }
  .card {
    width: min(24.5rem, 100%);
  }
  img {
    display: block;
    margin: 0 auto 1rem;
  }
  h1 {
    font-size: 1.75rem;
    line-height: 1.2;
    font-weight: 700;
    letter-spacing: -0.015em;
    text-align: center;
  }
  .lead {
    margin: 0.5rem auto 1.75rem;
    max-width: 20rem;
    color: var(--ink-2);
    text-align: center;
    text-wrap: balance;
  }
  form {
    display: grid;
    gap: 1.125rem;
    padding: 1.25rem;
    border-radius: 1.25rem;
    background: var(--surface);
    box-shadow: var(--shadow);
  }
  .line {
    position: relative;
  }
  .line:has(.reveal) input {
    padding-inline-end: 3rem;
  }
  .reveal {
    position: absolute;
    inset-block-start: 0.125rem;
    inset-inline-end: 0.125rem;
  }
  .problem {
    margin: 0;
  }
  .problem:empty {
    display: none;
  }
  .about {
    margin-block-start: 1.25rem;
    text-align: center;
    font-size: var(--small);
  }
  .about a {
    color: var(--ink-2);
  }
  .about a:hover {
    color: var(--ink);
  }
  .button {
    width: 100%;
    min-height: 3rem;
  }
`;
