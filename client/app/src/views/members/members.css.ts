import { css } from 'lit';

export const panel = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-width: 0;
    background: var(--paper);
    --ground: var(--paper);
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-height: calc(3.5rem + 1px);
    padding: calc(0.5rem + env(safe-area-inset-top)) 0.75rem 0.5rem 1.25rem;
    border-block-end: 1px solid var(--line);
  }
  h2 {
    font-size: 1rem;
    font-weight: 650;
  }
  .scroll {
    position: relative;
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    padding: 1.5rem 1.25rem calc(1.25rem + env(safe-area-inset-bottom));
  }
  .about {
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    margin-block-end: 1.5rem;
    text-align: center;
  }
  .title {
    max-width: 100%;
    font-size: 1.125rem;
    font-weight: 650;
    line-height: 1.3;
    overflow-wrap: anywhere;
    margin-block-start: 0.375rem;
  }
  form {
    width: 100%;
    display: grid;
    gap: 0.5rem;
  }
  .choices {
    display: flex;
    justify-content: flex-end;
    gap: 0.5rem;
  }
  .heading {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    margin-block-end: 0.375rem;
  }
  h3 {
    font-size: var(--small);
    font-weight: 600;
    color: var(--ink-2);
  }
  .heading .link {
    font-size: var(--small);
  }
  li {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    min-height: 3.25rem;
  }
  .who {
    flex: 1;
    min-width: 0;
    display: grid;
    line-height: 1.3;
  }
  .sub {
    font-size: var(--small);
    color: var(--ink-2);
  }
  li .icon {
    width: 2.25rem;
    height: 2.25rem;
    margin-inline-end: -0.5rem;
  }
  .note {
    color: var(--ink-2);
    text-align: center;
  }
  .leave {
    width: 100%;
    margin-block-start: 1.5rem;
  }
  .ask {
    margin: 0.25rem 0 1.25rem;
  }
`;
