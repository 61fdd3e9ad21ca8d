import { css } from 'lit';

/** How far something is that the site works on. */
export const progress = css`
  progress {
    appearance: none;
    display: block;
    width: 100%;
    height: 0.375rem;
    border: 0;
    border-radius: 0.1875rem;
    overflow: hidden;
    background: var(--paper-chosen);
  }
  progress::-webkit-progress-bar {
    background: none;
  }
  progress::-webkit-progress-value {
    background: var(--accent);
    border-radius: 0.1875rem;
    transition: inline-size var(--easy);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  /* Nobody knows how much there is: stripes from end to end, which no part of it could be taken for. */
  progress:indeterminate {
    background: repeating-linear-gradient(
      -45deg,
      var(--accent) 0 0.375rem,
      var(--paper-chosen) 0.375rem 0.75rem
    );
  }
  progress:indeterminate::-moz-progress-bar {
    background: none;
  }
  @media (prefers-reduced-motion: no-preference) {
    progress:indeterminate {
      background: linear-gradient(var(--accent), var(--accent)) 0 0 / 30% 100% no-repeat
        var(--paper-chosen);
      animation: seek 1.6s ease-in-out infinite alternate;
    }
  }
  @keyframes seek {
    to {
      background-position: 100% 0;
    }
  }
`;
