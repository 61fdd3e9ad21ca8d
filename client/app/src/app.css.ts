import { css } from 'lit';

export const layout = css`
  :host {
    display: flex;
    flex-direction: column;
    height: var(--app-height);
    overflow: hidden;
  }
  .starting {
    display: grid;
    place-content: center;
    flex: 1;
    color: var(--ink-2);
  }
  /* What is left by a call that was made small. */
  .panes,
  sm-admin,
  sm-data,
  sm-disclosure,
  sm-privacy,
  sm-sign-in {
    flex: 1;
    min-height: 0;
  }
  .panes {
    position: relative;
    display: grid;
    grid-template-columns: minmax(18rem, 22.5rem) minmax(0, 1fr);
    grid-template-rows: minmax(0, 1fr);
  }
  .panes.details {
    grid-template-columns: minmax(17rem, 20rem) minmax(0, 1fr) 19rem;
  }
  nav,
  section {
    min-width: 0;
    min-height: 0;
    height: 100%;
    overflow: hidden;
  }
  nav {
    border-inline-end: 1px solid var(--line);
  }
  .side {
    border-inline-start: 1px solid var(--line);
  }
  .pick {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 0.375rem;
    height: 100%;
    padding: 2rem;
    background: var(--surface);
    color: var(--ink-2);
    text-align: center;
  }
  .pick img {
    margin-block-end: 0.75rem;
    opacity: 0.9;
  }
  .pick h2 {
    font-size: 1.125rem;
    font-weight: 650;
    color: var(--ink);
  }
  .pick p {
    max-width: 24rem;
    text-wrap: balance;
  }
  @media (max-width: 68rem) {
    .panes.details {
      grid-template-columns: minmax(17rem, 20rem) minmax(0, 1fr);
    }
    .side {
      position: absolute;
      inset-block: 0;
      inset-inline-end: 0;
      width: min(20rem, 100%);
      z-index: 1;
      box-shadow: var(--shadow);
    }
  }
  @media (max-width: 48rem) {
    .panes,
    .panes.details {
      grid-template-columns: minmax(0, 1fr);
    }
    .panes.details .conversation {
      visibility: hidden;
    }
    .panes.open nav,
    .panes:not(.open) .conversation {
      display: none;
    }
    nav,
    .side {
      border: 0;
    }
    .side {
      width: 100%;
    }
  }
`;
