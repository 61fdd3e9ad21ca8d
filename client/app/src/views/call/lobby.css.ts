import { css } from 'lit';

export const lobby = css`
  :host {
    position: absolute;
    /* Above the controls, whose row is as wide as the page. */
    z-index: 3;
    inset: auto 1.5rem calc(var(--foot, var(--clear-bottom)) + var(--lift, 0px) + 0.5rem) auto;
    display: grid;
    justify-items: end;
    width: min(22rem, calc(100% - 3rem));
    max-height: calc(
      100% - var(--clear-top) - var(--foot, var(--clear-bottom)) - var(--lift, 0px) - 1rem
    );
    pointer-events: none;
  }
  :host([small]) {
    width: 1px;
    height: 1px;
    overflow: hidden;
  }
  /* Where there is room beside the controls it stands there, and covers so much less. */
  @container (min-width: 90rem) and (min-height: 30rem) {
    :host {
      inset-block-end: 1rem;
      inset-inline-end: 1rem;
      max-height: calc(100% - var(--clear-top) - 1.5rem);
    }
  }
  .card {
    display: flex;
    flex-direction: column;
    width: 100%;
    min-height: 0;
    padding: 0.375rem 0.5rem 0.5rem 0.875rem;
    border-radius: 1.125rem;
    background: var(--surface);
    box-shadow:
      0 0 0 1px color-mix(in oklab, var(--accent) 55%, transparent),
      var(--shadow);
    pointer-events: auto;
    animation: come var(--easy) ease-out;
  }
  .card:has(.fold[aria-expanded='false']) {
    width: auto;
    max-width: 100%;
    padding-block-end: 0.375rem;
  }
  .card:focus {
    outline: none;
  }
  .card:focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }
  @keyframes come {
    from {
      opacity: 0;
      transform: translateY(0.5rem);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .card {
      animation: none;
    }
  }
  h3 {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    flex: none;
    font-size: 0.9375rem;
    line-height: 1.3;
    font-weight: 650;
  }
  h3 > sm-icon {
    color: var(--accent);
  }
  h3 .cut {
    flex: 1;
  }
  .fold {
    width: 2.25rem;
    height: 2.25rem;
  }
  .fold sm-icon {
    transition: transform var(--fast);
  }
  .fold[aria-expanded='false'] sm-icon {
    transform: rotate(180deg);
  }
  ul {
    display: grid;
    gap: 0.375rem;
    min-height: 0;
    overflow-y: auto;
    /* Room for the ring around whatever has the focus. */
    margin: 0 -0.25rem;
    padding: 0.25rem;
  }
  li {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    min-width: 0;
  }
  .name {
    flex: 1;
    min-width: 0;
    margin-inline-start: 0.25rem;
    font-size: 0.875rem;
    line-height: 1.25;
    font-weight: 500;
    overflow: hidden;
    overflow-wrap: anywhere;
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
  }
  li .button {
    flex: none;
    min-height: 2.25rem;
    padding: 0 0.75rem;
    font-size: var(--small);
    border-radius: 0.625rem;
  }
  @media (pointer: coarse) {
    li .button {
      min-height: 2.5rem;
    }
  }
  .more {
    align-self: flex-start;
    flex: none;
    min-height: 2rem;
    margin-block-start: 0.125rem;
    font-size: var(--small);
  }
  li .button:not(.primary) {
    background: var(--paper-chosen);
  }
  li .button:not(.primary):hover {
    background: var(--stage-hover);
  }
  @container (max-width: 30rem) {
    :host(:not([small])) {
      inset-inline: 1.5rem;
      width: auto;
    }
    li .button {
      padding: 0 0.625rem;
    }
  }
`;
