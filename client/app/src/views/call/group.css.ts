import { css } from 'lit';

/** What a group's call has besides what every call has. */
export const group = css`
  .people {
    position: absolute;
    inset: var(--clear-top) 1rem var(--foot, var(--clear-bottom));
    display: grid;
    gap: 0.75rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .people.grid {
    grid-template-columns: repeat(var(--columns), minmax(0, 1fr));
    grid-auto-rows: minmax(0, 1fr);
  }
  /* Whoever stands first has all the room that the others leave. */
  .people.strip {
    grid-template-rows: minmax(0, 1fr) clamp(4.5rem, 18cqh, 8rem);
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 12rem);
    justify-content: center;
  }
  .people.strip:not(.beside) .tile:first-child {
    grid-row: 1;
    grid-column: 1 / -1;
  }
  .people.strip .tile {
    grid-row: 2;
  }
  .screen {
    position: absolute;
    inset: var(--clear-top) 1rem
      calc(var(--foot, var(--clear-bottom)) + clamp(4.5rem, 18cqh, 8rem) + 0.75rem);
    width: calc(100% - 2rem);
    height: calc(
      100% - var(--clear-top) - var(--foot, 7.5rem) - clamp(4.5rem, 18cqh, 8rem) - 0.75rem
    );
    object-fit: contain;
    border-radius: 0.875rem;
    background: #0b1214;
  }
  .tile {
    position: relative;
    display: grid;
    place-items: center;
    min-width: 0;
    min-height: 0;
    border-radius: 0.875rem;
    overflow: hidden;
    container-type: size;
    background: var(--stage-raised);
    box-shadow: inset 0 0 0 1px rgb(255 255 255 / 0.06);
  }
  .tile video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .tile video.off {
    opacity: 0;
  }
  .tile.mine video {
    transform: scaleX(-1);
  }
  .tile::after {
    content: '';
    position: absolute;
    inset: 0;
    border-radius: inherit;
    border: 3px solid transparent;
    pointer-events: none;
    transition: border-color var(--easy);
  }
  .tile.speaking::after {
    border-color: var(--online);
  }
  .tile .face {
    margin: 0;
  }
  .tile .face::before {
    content: none;
  }
  .tile .face sm-avatar {
    --width: clamp(2.25rem, 34cqmin, 7rem);
  }
  .plate {
    position: absolute;
    inset-block-end: 0.5rem;
    inset-inline-start: 0.5rem;
    display: flex;
    align-items: center;
    gap: 0.375rem;
    max-width: calc(100% - 1rem);
    padding: 0.1875rem 0.5625rem;
    border-radius: 0.5rem;
    font-size: var(--small);
    line-height: 1.35;
    color: #fff;
    background: rgb(8 13 15 / 0.72);
  }
  .plate sm-icon {
    flex: none;
    --icon: 0.9375rem;
  }
  .plate:has(.waits) {
    flex-wrap: wrap;
    column-gap: 0.5rem;
  }
  .waits {
    color: #d4dcdf;
    white-space: nowrap;
  }
  .powers {
    position: absolute;
    inset-block-start: 0.5rem;
    inset-inline-end: 0.5rem;
    display: flex;
    gap: 0.25rem;
    opacity: 0;
    transition: opacity var(--fast);
  }
  .tile:hover .powers,
  .powers:focus-within {
    opacity: 1;
  }
  @media (hover: none) {
    .powers {
      opacity: 1;
    }
  }
  .powers .icon {
    color: #fff;
    background: rgb(8 13 15 / 0.78);
  }
  .powers .icon:hover {
    background: var(--stage-hover);
  }
  .alone {
    position: absolute;
    inset: auto 1rem calc(var(--foot, var(--clear-bottom)) + 3.5rem);
    display: grid;
    gap: 0.125rem;
    justify-items: center;
    text-align: center;
    text-wrap: balance;
    text-shadow: 0 1px 6px rgb(0 0 0 / 0.7);
  }
  .alone span {
    font-size: var(--small);
    color: #d4dcdf;
  }
  /* Voices go on while the call is a bar; of the pictures nothing is shown. */
  .of-group.bar .people,
  .of-group.bar .screen,
  .of-group.bar .alone {
    position: absolute;
    inset: 0 auto auto 0;
    width: 1px;
    height: 1px;
    opacity: 0;
    overflow: hidden;
    pointer-events: none;
  }
`;
