import { css } from 'lit';

/** The form that all components share: boxes, focus, buttons, fields. */
export const base = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  [hidden] {
    display: none !important;
  }
  h1,
  h2,
  h3,
  p,
  ul,
  ol {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;

export const buttons = css`
  button {
    font: inherit;
    color: inherit;
    border: 0;
    background: none;
    padding: 0;
    margin: 0;
    cursor: pointer;
    border-radius: var(--round);
    touch-action: manipulation;
  }
  button:disabled {
    cursor: default;
    opacity: 0.55;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.5rem;
    min-height: 2.75rem;
    padding: 0 1.125rem;
    font-weight: 600;
    background: var(--paper-hover);
    transition: background-color var(--fast);
  }
  .button:hover:not(:disabled) {
    background: var(--paper-chosen);
  }
  .button.primary {
    background: var(--accent);
    color: var(--on-accent);
  }
  .button.primary:hover:not(:disabled) {
    background: var(--accent-hover);
  }
  .button.danger {
    color: var(--danger);
    background: var(--danger-soft);
  }
  .icon {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 2.5rem;
    height: 2.5rem;
    border-radius: 50%;
    color: var(--ink-2);
    transition:
      background-color var(--fast),
      color var(--fast);
  }
  .icon:hover:not(:disabled) {
    background: var(--paper-hover);
    color: var(--ink);
  }
  .link {
    font-weight: 600;
    color: var(--accent-text);
    border-radius: 0.25rem;
    text-decoration: underline;
    text-underline-offset: 0.15em;
    text-decoration-thickness: 1px;
  }
`;

export const fields = css`
  label,
  .label {
    display: block;
    font-size: var(--small);
    font-weight: 600;
    margin-block-end: 0.375rem;
  }
  .optional {
    font-weight: 400;
    color: var(--ink-2);
  }
  .hint {
    font-size: var(--small);
    color: var(--ink-2);
    margin-block-start: 0.375rem;
  }
  .wrong {
    font-size: var(--small);
    color: var(--danger);
    margin-block-start: 0.375rem;
  }
  /* 16 px: a smaller field makes iOS zoom the page when it gets the focus. */
  input,
  textarea {
    font: inherit;
    font-size: 1rem;
    color: var(--ink);
    width: 100%;
    min-height: 2.75rem;
    padding: 0.5rem 0.875rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--round);
    background: var(--raised);
    transition: border-color var(--fast);
  }
  input::placeholder,
  textarea::placeholder {
    color: var(--ink-2);
    opacity: 1;
  }
  input:focus-visible,
  textarea:focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: -1px;
    border-color: var(--focus);
  }
  input[aria-invalid='true'] {
    border-color: var(--danger);
  }
  input[type='search']::-webkit-search-cancel-button {
    display: none;
  }
  .search {
    position: relative;
  }
  .search sm-icon {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0.75rem;
    margin-block: auto;
    color: var(--ink-2);
    pointer-events: none;
  }
  .search input {
    padding-inline-start: 2.375rem;
    border-color: transparent;
    background: var(--paper-hover);
  }
`;

/** A row of alternatives of which one is chosen, as native radio buttons. */
export const segments = css`
  .segments {
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: 1fr;
    gap: 2px;
    padding: 3px;
    border: 0;
    margin: 0;
    min-width: 0;
    border-radius: 0.875rem;
    background: var(--paper-hover);
  }
  .segments label {
    position: relative;
    display: grid;
    place-items: center;
    min-height: 2.25rem;
    margin: 0;
    padding: 0 0.5rem;
    border-radius: 0.6875rem;
    font-weight: 500;
    color: var(--ink-2);
    cursor: pointer;
    text-align: center;
    transition:
      background-color var(--fast),
      color var(--fast);
  }
  .segments label:hover {
    color: var(--ink);
  }
  .segments input {
    position: absolute;
    inset: 0;
    width: 100%;
    min-height: 0;
    height: 100%;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .segments label:has(:checked) {
    background: var(--raised);
    color: var(--ink);
    font-weight: 600;
    box-shadow: 0 1px 3px rgb(0 0 0 / 0.12);
  }
  .segments label:has(:focus-visible) {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }
`;
