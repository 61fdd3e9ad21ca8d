import { css } from 'lit';

/** A page of its own: a heading that stays, with the way back, above a column of `--page-width`. */
export const page = css`
  :host {
    display: block;
    height: 100%;
    overflow-y: auto;
    overscroll-behavior: contain;
    background: var(--paper);
    --page-width: 74rem;
  }
  .sheet {
    max-width: var(--page-width);
    margin-inline: auto;
    padding: 0 1.5rem calc(3rem + env(safe-area-inset-bottom));
  }
  header {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    display: flex;
    align-items: center;
    gap: 0.75rem;
    --side: max(0.5rem, calc((100% - var(--page-width)) / 2 + 0.875rem));
    padding: calc(0.75rem + env(safe-area-inset-top)) calc(var(--side) + 0.625rem) 0.75rem
      var(--side);
    background: color-mix(in srgb, var(--paper) 92%, transparent);
    backdrop-filter: blur(8px);
    border-block-end: 1px solid var(--line);
  }
  .name {
    flex: 1;
    min-width: 0;
  }
  h1 {
    font-size: 1.25rem;
    font-weight: 700;
    letter-spacing: -0.01em;
    line-height: 1.25;
  }
  /* It has the focus so that the page is read from here; nothing can be done with it. */
  h1:focus-visible {
    outline: none;
  }
  .from {
    font-size: var(--small);
    color: var(--ink-2);
  }
  .none {
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    padding: 4rem 1rem;
    text-align: center;
    color: var(--ink-2);
  }
  .none h2 {
    font-size: 1.125rem;
    font-weight: 650;
    color: var(--ink);
  }
  .none p {
    max-width: 28rem;
    text-wrap: balance;
  }
  @media (max-width: 48rem) {
    .sheet {
      padding-inline: 1rem;
    }
  }
`;
