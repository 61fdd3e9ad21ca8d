import { css } from 'lit';

export const pane = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-width: 0;
    background: var(--surface);
    container-type: inline-size;
    --ground: var(--surface);
  }
  header {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    padding: calc(0.5rem + env(safe-area-inset-top)) 0.75rem 0.5rem 1.25rem;
    border-block-end: 1px solid var(--line);
  }
  .about {
    flex: 1;
    min-width: 0;
    display: flex;
    align-items: center;
    gap: 0.75rem;
  }
  .about sm-avatar {
    --width: 2.5rem;
  }
  .text {
    min-width: 0;
    flex: 1;
  }
  h2 {
    font-size: 1rem;
    line-height: 1.3;
    font-weight: 650;
  }
  h2:focus {
    outline: none;
  }
  .sub {
    font-size: var(--small);
    line-height: 1.35;
    color: var(--ink-2);
  }
  .back {
    display: none;
    margin-inline-start: -0.5rem;
  }
  .sealed {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    min-height: 2rem;
    padding: 0 0.75rem 0 0.5rem;
    border-radius: 1rem;
    font-size: var(--small);
    font-weight: 600;
    color: var(--wax);
    transition: background-color var(--fast);
  }
  .sealed:hover {
    background: color-mix(in oklab, var(--wax) 10%, transparent);
  }
  .call {
    color: var(--accent-text);
  }
  .call[aria-disabled] {
    cursor: default;
    color: var(--ink-2);
    opacity: 0.6;
  }
  .call[aria-disabled]:hover {
    background: none;
    color: var(--ink-2);
  }
  .closed {
    padding: 1rem 1.25rem calc(1.25rem + env(safe-area-inset-bottom));
    text-align: center;
    color: var(--ink-2);
  }
  .problem {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    width: min(52rem, calc(100% - 2rem));
    margin: 0 auto 0.5rem;
    padding: 0.25rem 0.25rem 0.25rem 0.875rem;
    border-radius: var(--round);
    background: var(--danger-soft);
    color: var(--danger);
    font-size: var(--small);
  }
  .problem span {
    flex: 1;
  }
  .ask {
    margin: 0.25rem 0 1.25rem;
  }
  .ask blockquote {
    margin: 0.75rem 0 0;
    padding: 0.5rem 0.75rem;
    border-radius: var(--round);
    background: var(--other);
    max-height: 6rem;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  .choices {
    display: flex;
    justify-content: flex-end;
    gap: 0.5rem;
  }
  sm-connection {
    display: none;
    margin-block-start: 0.5rem;
  }
  @container (max-width: 23rem) {
    .about sm-avatar {
      display: none;
    }
  }
  @media (max-width: 48rem) {
    header {
      padding-inline: 0.75rem 0.5rem;
    }
    .back {
      display: inline-grid;
    }
    .about {
      gap: 0.625rem;
    }
    sm-connection {
      display: block;
    }
    .sealed span {
      display: none;
    }
    .sealed {
      width: 2.5rem;
      height: 2.5rem;
      padding: 0;
      justify-content: center;
      border-radius: 50%;
    }
  }
`;
