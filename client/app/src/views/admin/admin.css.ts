import { css } from 'lit';

/** How the site is, at a glance. */
export const signs = css`
  .pulse {
    flex: none;
    display: inline-flex;
    align-items: center;
    gap: 0.4375rem;
    font-size: var(--small);
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
  }
  .pulse::before {
    content: '';
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--online);
  }
  .pulse.old {
    color: var(--danger);
    font-weight: 600;
  }
  .pulse.old::before {
    background: var(--danger);
  }
  .verdict {
    display: flex;
    gap: 0.75rem;
    margin-block: 1.25rem;
    padding: 0.875rem 1rem;
    border-radius: var(--round);
    background: var(--accent-soft);
    color: var(--ink);
  }
  .verdict > sm-icon {
    margin-block-start: 0.0625rem;
    color: var(--accent-text);
  }
  .verdict.bad {
    background: var(--danger-soft);
  }
  .verdict.bad > sm-icon {
    color: var(--danger);
  }
  .verdict h2 {
    font-size: 0.9375rem;
    font-weight: 650;
  }
  .verdict li {
    margin-block-start: 0.25rem;
    font-size: 0.875rem;
    overflow-wrap: anywhere;
  }
  .aged {
    filter: grayscale(1);
  }
`;

export const cards = css`
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(19rem, 100%), 1fr));
    gap: 0.875rem;
  }
  .card {
    display: flex;
    flex-direction: column;
    min-width: 0;
    padding: 1rem 1rem 0;
    border: 1px solid var(--line);
    border-radius: 1rem;
    background: var(--surface);
    overflow: hidden;
  }
  .card h3 {
    font-size: var(--small);
    font-weight: 600;
    color: var(--ink-2);
  }
  .big {
    margin-block-start: 0.125rem;
    font-size: 2rem;
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums;
  }
  .big small {
    font-size: 1rem;
    font-weight: 500;
    letter-spacing: 0;
    color: var(--ink-2);
  }
  .big.bad {
    color: var(--danger);
  }
  .note {
    flex: 1;
    min-height: 1.45em;
    font-size: var(--small);
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
  }
  .card sm-sparkline {
    margin: 0.75rem -1rem 0;
  }
  .card.bad :is(.note, sm-sparkline) {
    color: var(--danger);
  }
`;

export const tables = css`
  .block {
    margin-block-start: 2rem;
  }
  .block > h2 {
    font-size: 1rem;
    font-weight: 650;
  }
  .block > p {
    margin-block: 0.125rem 0.75rem;
    font-size: var(--small);
    color: var(--ink-2);
  }
  .scroll {
    overflow-x: auto;
    border: 1px solid var(--line);
    border-radius: 1rem;
    background: var(--surface);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: 0.875rem;
    font-variant-numeric: tabular-nums;
  }
  th,
  td {
    padding: 0.625rem 0.75rem;
    text-align: end;
    white-space: nowrap;
    font-weight: 400;
  }
  thead th {
    font-size: var(--tiny);
    font-weight: 600;
    color: var(--ink-2);
    border-block-end: 1px solid var(--line);
  }
  tbody tr + tr > * {
    border-block-start: 1px solid var(--line);
  }
  :is(th, td):nth-child(-n + 2) {
    text-align: start;
  }
  tbody th {
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  tbody th small {
    display: block;
    font-size: var(--tiny);
    font-weight: 400;
    color: var(--ink-2);
  }
  th:first-child {
    padding-inline-start: 1rem;
  }
  td:last-child,
  thead th:last-child {
    padding-inline-end: 1rem;
  }
  .quiet {
    color: var(--ink-2);
  }
  tr.stale td:not(.keep) {
    color: var(--ink-2);
    font-style: italic;
  }
  .state {
    display: inline-flex;
    align-items: center;
    gap: 0.4375rem;
    font-weight: 600;
  }
  .state::before {
    content: '';
    width: 0.5rem;
    height: 0.5rem;
    border-radius: 50%;
    background: var(--online);
  }
  .state.bad {
    color: var(--danger);
  }
  .state.bad::before {
    background: var(--danger);
  }
  .bar {
    display: inline-grid;
    grid-template-columns: auto 4rem;
    align-items: center;
    gap: 0.5rem;
  }
  .bar svg {
    width: 4rem;
    height: 0.375rem;
    border-radius: 0.1875rem;
    overflow: hidden;
  }
  .bar .track {
    fill: var(--paper-chosen);
  }
  .bar .fill {
    fill: var(--accent);
  }
  .bar.bad .fill {
    fill: var(--danger);
  }
  .empty {
    padding: 1rem;
    color: var(--ink-2);
    font-size: 0.875rem;
  }
  /* A phone shows each row as a card of its own: seven columns do not fit. */
  @media (max-width: 48rem) {
    .scroll {
      overflow: visible;
      border: 0;
      background: none;
    }
    table,
    tbody {
      display: grid;
      gap: 0.75rem;
    }
    thead {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    tbody tr {
      display: grid;
      padding: 0.75rem 1rem;
      border: 1px solid var(--line);
      border-radius: 1rem;
      background: var(--surface);
    }
    tbody tr + tr > * {
      border: 0;
    }
    th:first-child {
      padding: 0 0 0.25rem;
    }
    td,
    td:last-child {
      display: flex;
      justify-content: space-between;
      align-items: center;
      gap: 1rem;
      padding: 0.3125rem 0;
    }
    td::before {
      content: attr(data-label);
      color: var(--ink-2);
      font-style: normal;
    }
    .empty {
      padding-inline: 0;
    }
  }
`;
