import { css } from 'lit';

export const field = css`
  :host {
    display: block;
    padding: 0 max(1rem, env(safe-area-inset-right)) calc(0.75rem + env(safe-area-inset-bottom))
      max(1rem, env(safe-area-inset-left));
  }
  form {
    max-width: 52rem;
    margin: 0 auto;
    border: 1px solid var(--line-strong);
    border-radius: 1.5rem;
    background: var(--raised);
    transition: border-color var(--fast);
  }
  form:has(textarea:focus-visible) {
    border-color: var(--focus);
    box-shadow: 0 0 0 1px var(--focus);
  }
  .context {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    padding: 0.5rem 0.5rem 0 1rem;
    font-size: var(--small);
    color: var(--ink-2);
  }
  .context div {
    flex: 1;
    min-width: 0;
    display: grid;
  }
  .context strong {
    font-weight: 600;
    color: var(--accent-text);
  }
  .context .icon {
    width: 2rem;
    height: 2rem;
  }
  .line {
    display: flex;
    align-items: flex-end;
  }
  textarea {
    flex: 1;
    display: block;
    min-height: 2.875rem;
    max-height: min(12rem, 30vh);
    padding: 0.6875rem 0 0.6875rem 1.125rem;
    border: 0;
    background: none;
    resize: none;
    line-height: 1.45;
    border-radius: 1.5rem;
    field-sizing: content;
  }
  textarea:focus-visible {
    outline: none;
  }
  .send {
    margin: 0.25rem;
    width: 2.375rem;
    height: 2.375rem;
    background: var(--accent);
    color: var(--on-accent);
  }
  .send:hover:not(:disabled) {
    background: var(--accent-hover);
    color: var(--on-accent);
  }
  .send:disabled {
    background: none;
    color: var(--ink-2);
    opacity: 1;
  }
  .over {
    padding: 0 1.125rem 0.625rem;
    font-size: var(--small);
    color: var(--danger);
  }
`;
