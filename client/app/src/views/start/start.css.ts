import { css } from 'lit';

export const start = css`
  .segments {
    margin-block-end: 1rem;
  }
  .results {
    margin: 0.75rem -0.625rem 0;
    min-height: 15rem;
  }
  .person {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    width: 100%;
    min-height: 3.25rem;
    padding: 0.25rem 0.625rem;
    text-align: start;
  }
  .person:hover {
    background: var(--paper-hover);
  }
  .person:focus-visible {
    outline-offset: -2px;
  }
  .person .cut {
    flex: 1;
    font-weight: 500;
  }
  .person .sub {
    display: block;
    font-size: var(--small);
    font-weight: 400;
    color: var(--ink-2);
  }
  .person .link {
    font-size: var(--small);
  }
  .person sm-icon {
    color: var(--accent-text);
  }
  .note {
    padding: 2.5rem 1rem;
    text-align: center;
    color: var(--ink-2);
    overflow-wrap: anywhere;
  }
  .chosen {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
    margin-block-start: 0.75rem;
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.25rem;
    max-width: 100%;
    min-height: 2rem;
    padding: 0 0.5rem 0 0.75rem;
    border-radius: 1rem;
    background: var(--accent-soft);
    font-size: var(--small);
    font-weight: 500;
  }
  .field {
    margin-block-end: 1rem;
  }
  .wide {
    width: 100%;
    margin-block-start: 1rem;
    flex: none;
  }
`;
