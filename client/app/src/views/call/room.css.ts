import { css } from 'lit';

export const room = css`
  :host {
    display: block;
    height: 100%;
    color-scheme: dark;
    color: var(--ink);
    --clear-top: calc(4.25rem + env(safe-area-inset-top));
    --clear-bottom: calc(7.5rem + env(safe-area-inset-bottom));
    --focus: #ffffff;
  }
  .room {
    position: relative;
    height: 100%;
    overflow: hidden;
    container-type: size;
    background: radial-gradient(120% 90% at 50% 20%, #1d2c31 0%, var(--stage) 70%);
  }
  .room:focus {
    outline: none;
  }
  .stage,
  .stage .remote,
  .stage .shared {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .stage video {
    object-fit: cover;
  }
  .stage video.contain,
  .stage .shared {
    object-fit: contain;
  }
  .stage .shared {
    padding: var(--clear-top) 0 var(--clear-bottom);
  }
  /* What is shown beside her screen does not lie on it, where there is room. */
  @container (min-width: 56rem) {
    .stage .shared {
      padding-inline: 1rem calc(clamp(6rem, 17cqi, 13rem) + 2rem);
    }
  }
  /* It goes on sounding. */
  .stage .remote.off {
    opacity: 0;
  }
  .stage .remote.tile {
    inset: var(--clear-top) 1rem auto auto;
    z-index: 1;
    width: clamp(6rem, 17cqi, 13rem);
    height: auto;
    aspect-ratio: 4 / 3;
    border-radius: 0.875rem;
    background: var(--stage-raised);
    box-shadow:
      0 0 0 1px rgb(255 255 255 / 0.14),
      0 6px 20px rgb(0 0 0 / 0.4);
  }
  .stage .remote.tile.aside {
    inset: var(--clear-top) auto auto 1rem;
  }
  .reconnecting .stage video {
    filter: grayscale(0.7) brightness(0.6);
  }

  .middle {
    position: absolute;
    inset: var(--clear-top) 1rem var(--clear-bottom);
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 0.375rem;
    text-align: center;
  }
  .face {
    position: relative;
    display: grid;
    margin-block-end: 1.25rem;
  }
  .face sm-avatar {
    --width: clamp(4.5rem, 18cqmin, 8.5rem);
  }
  .face::before {
    content: '';
    position: absolute;
    inset: -0.625rem;
    border-radius: 50%;
    border: 3px solid transparent;
    transition: border-color var(--easy);
  }
  .face.speaking::before {
    border-color: var(--online);
  }
  .face.ringing::before {
    border-color: var(--accent);
    animation: wave 2s infinite ease-out;
  }
  @keyframes wave {
    from {
      transform: scale(0.95);
      opacity: 0.7;
    }
    to {
      transform: scale(1.35);
      opacity: 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .face.ringing::before {
      animation: none;
    }
  }
  .middle h2 {
    max-width: 34rem;
    font-size: 1.5rem;
    line-height: 1.25;
    font-weight: 650;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  .state {
    font-size: 1.0625rem;
    color: var(--ink-2);
    font-variant-numeric: tabular-nums;
    max-width: 26rem;
    text-wrap: balance;
  }
  .aside-note {
    font-size: var(--small);
    color: var(--ink-2);
  }

  header {
    position: absolute;
    inset: 0 0 auto;
    z-index: 2;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding: calc(0.75rem + env(safe-area-inset-top)) 1rem 0.75rem;
  }
  .shows header {
    background: linear-gradient(rgb(8 13 15 / 0.72), rgb(8 13 15 / 0));
    padding-block-end: 1.75rem;
  }
  .who {
    flex: 1;
    min-width: 0;
  }
  .who h2 {
    font-size: 1rem;
    line-height: 1.3;
    font-weight: 650;
  }
  .who p {
    font-size: var(--small);
    color: #d4dcdf;
    font-variant-numeric: tabular-nums;
  }
  header .icon,
  .verify {
    color: var(--ink);
    background: rgb(38 52 58 / 0.85);
  }
  header .icon:hover,
  .verify:hover,
  .verify[aria-expanded='true'] {
    color: var(--ink);
    background: var(--stage-hover);
  }
  .verify {
    display: inline-flex;
    align-items: center;
    gap: 0.375rem;
    min-height: 2.5rem;
    padding: 0 1rem 0 0.75rem;
    border-radius: 1.25rem;
    font-size: var(--small);
    font-weight: 600;
    transition: background-color var(--fast);
  }
  .verify sm-icon {
    color: var(--wax);
  }
  .bars {
    display: inline-flex;
    align-items: flex-end;
    gap: 2px;
    height: 2.5rem;
    padding: 0.75rem 0.375rem;
  }
  .bars i {
    width: 4px;
    border-radius: 1px;
    background: var(--ink);
  }
  .bars i:nth-child(1) {
    height: 40%;
  }
  .bars i:nth-child(2) {
    height: 70%;
  }
  .bars i:nth-child(3) {
    height: 100%;
  }
  .bars.fair i {
    background: var(--away);
  }
  .bars.poor i {
    background: var(--danger);
  }
  .bars.fair i:nth-child(3),
  .bars.poor i:nth-child(n + 2) {
    background: rgb(255 255 255 / 0.28);
  }

  .foot {
    position: absolute;
    inset: auto 0 0;
    z-index: 2;
    display: grid;
    justify-items: center;
    gap: 0.75rem;
    padding: 0 0.5rem calc(1rem + env(safe-area-inset-bottom));
    pointer-events: none;
  }
  .shows:not(.shared-with) .foot {
    background: linear-gradient(rgb(8 13 15 / 0), rgb(8 13 15 / 0.78));
    padding-block-start: 2rem;
  }
  .foot > * {
    pointer-events: auto;
  }
  .notes {
    display: flex;
    flex-wrap: wrap;
    justify-content: center;
    gap: 0.5rem;
    max-width: 40rem;
  }
  .note {
    display: inline-flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 2.125rem;
    padding: 0.375rem 0.875rem;
    border-radius: 1.0625rem;
    background: rgb(20 30 34 / 0.92);
    color: #eef3f4;
    font-size: var(--small);
    line-height: 1.35;
  }
  .note.warns {
    color: #ffc9c4;
  }
  .note .link {
    color: inherit;
  }
  .controls {
    width: 100%;
    display: flex;
    justify-content: center;
    align-items: flex-start;
    gap: clamp(0.25rem, 1.5cqi, 1rem);
  }
  .control {
    display: grid;
    justify-items: center;
    gap: 0.375rem;
    flex: 0 1 4.25rem;
    min-width: 0;
    font-size: var(--tiny);
    line-height: 1.25;
    font-weight: 500;
    color: #eef3f4;
  }
  :where(.control) .round {
    background: rgb(38 52 58 / 0.92);
  }
  :where(.control:hover) .round {
    background: var(--stage-hover);
  }
  .control[aria-pressed='false'].crosses .round {
    color: #1a1f24;
    background: #ffffff;
  }
  .control[aria-pressed='true'].marks .round,
  .control[aria-expanded='true'] .round {
    color: #06262a;
    background: #7fd3d9;
  }
  .control .round.hang {
    background: var(--hang);
  }
  .control:hover .round.hang {
    background: var(--hang-hover);
  }
  .over {
    display: flex;
    gap: 0.75rem;
    margin-block-end: 0.75rem;
  }
  .over .button {
    min-width: 8rem;
    background: var(--stage-raised);
    color: #ffffff;
  }
  .over .button:hover {
    background: var(--stage-hover);
  }
  .over .call {
    background: var(--answer);
  }
  .over .call:hover {
    background: var(--answer-hover);
  }

  .panel {
    position: absolute;
    z-index: 3;
    width: min(22rem, calc(100% - 2rem));
    padding: 1rem 1.125rem 1.125rem;
    border-radius: 1.125rem;
    background: var(--surface);
    box-shadow:
      0 0 0 1px var(--line),
      var(--shadow);
    max-height: calc(100% - 6rem);
    overflow-y: auto;
    animation: appear var(--easy) ease-out;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  .panel.code {
    inset: var(--clear-top) 1rem auto auto;
  }
  .panel.devices {
    inset: auto 0 calc(var(--clear-bottom) - 0.5rem);
    margin-inline: auto;
  }
  .panel h3 {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.5rem;
    margin: -0.375rem -0.5rem 0.5rem 0;
    font-size: 1rem;
    font-weight: 650;
  }
  .panel p {
    font-size: 0.875rem;
    color: var(--ink-2);
  }
  .digits {
    display: block;
    margin: 0.25rem 0 0.75rem;
    font:
      600 1.5rem/1.3 ui-monospace,
      'Cascadia Mono',
      'Liberation Mono',
      monospace;
    letter-spacing: 0.02em;
    word-spacing: -0.15em;
    color: var(--ink);
    white-space: nowrap;
  }

  @container (max-width: 30rem) {
    .verify span {
      display: none;
    }
    .verify {
      width: 2.5rem;
      padding: 0;
      justify-content: center;
    }
    .middle h2 {
      font-size: 1.375rem;
    }
    .controls {
      gap: 0;
    }
  }
  @media (max-height: 30rem) {
    :host {
      --clear-top: calc(3.5rem + env(safe-area-inset-top));
      --clear-bottom: calc(4.5rem + env(safe-area-inset-bottom));
    }
    header {
      padding-block: 0.5rem;
    }
    .foot {
      padding-block-end: calc(0.625rem + env(safe-area-inset-bottom));
      gap: 0.5rem;
    }
    .control {
      flex-basis: 3.5rem;
    }
    .control .round {
      width: 2.75rem;
      height: 2.75rem;
    }
    .control .caption {
      position: absolute;
      clip-path: inset(50%);
      width: 1px;
      height: 1px;
      overflow: hidden;
    }
    .face {
      margin-block-end: 0.625rem;
    }
    .over {
      margin: 0;
    }
    .panel.code {
      inset-block-start: 3.5rem;
    }
  }
`;

/** The same call as a bar above the page. */
export const bar = css`
  :host([small]) {
    height: auto;
  }
  .room.bar {
    display: flex;
    align-items: center;
    gap: 0.625rem;
    height: auto;
    min-height: 3.5rem;
    padding: calc(0.375rem + env(safe-area-inset-top)) 0.75rem 0.375rem;
    container-type: normal;
    background: var(--call-bar);
  }
  .bar .stage {
    position: relative;
    inset: auto;
    flex: none;
    width: 4.25rem;
    height: 2.75rem;
    border-radius: 0.5rem;
    overflow: hidden;
  }
  .bar .stage.bare {
    width: 2.5rem;
    height: 2.5rem;
    border-radius: 0;
    overflow: visible;
  }
  .bar .stage .shared {
    padding: 0;
    object-fit: cover;
  }
  .bar .stage .remote.tile {
    opacity: 0;
  }
  .bar sm-avatar {
    --width: 2.5rem;
  }
  .bar .who p {
    color: #cfe5e6;
  }
  .bar .mini {
    display: inline-grid;
    place-items: center;
    flex: none;
    width: 2.5rem;
    height: 2.5rem;
    border-radius: 50%;
    color: #ffffff;
    background: rgb(255 255 255 / 0.14);
    transition: background-color var(--fast);
  }
  .bar .mini:hover {
    background: rgb(255 255 255 / 0.24);
  }
  .bar .mini[aria-pressed='false'] {
    color: #1a1f24;
    background: #ffffff;
  }
  .bar .mini.hang {
    background: var(--hang);
  }
  .bar .mini.hang:hover {
    background: var(--hang-hover);
  }
`;
