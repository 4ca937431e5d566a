import { css } from 'lit'

export const panelStyles = css`
  .panel {
    background: var(--_sunken);
  }

  .panel.first {
    background: none;
  }

  .intro {
    padding: calc(var(--_space) * 4) calc(var(--_space) * 4) calc(var(--_space) * 3);
  }

  .intro + .tiles {
    padding-block-start: 0;
  }

  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 9.5em), 1fr));
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 4);
  }

  .tile {
    display: grid;
    grid-template-rows: auto auto 1fr auto;
    justify-items: start;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 10em;
    padding: calc(var(--_space) * 3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }

  .button-bone {
    inline-size: 6em;
    block-size: 2em;
    border-radius: var(--_radius-small);
  }

  .add {
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
    background: var(--_sunken);
  }

  .tiles + .add {
    border-block-start: 1px solid var(--_line);
  }

  .add label,
  .add legend {
    display: block;
    margin-block-end: var(--_space);
    padding: 0;
    font-size: 0.9em;
    font-weight: 600;
  }

  .add > .problem {
    margin-block-start: calc(var(--_space) * 2);
  }

  .add-line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: calc(var(--_space) * 2);
  }

  summary {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 2em;
    margin-block-start: var(--_space);
    border-radius: var(--_radius-small);
    color: var(--_muted);
    font-size: 0.9em;
    cursor: pointer;
    list-style: none;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  details[open] > summary svg {
    rotate: 180deg;
  }

  .advanced {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 12em), 1fr));
    gap: calc(var(--_space) * 3);
    margin-block-start: calc(var(--_space) * 2);
  }

  .wide {
    grid-column: 1 / -1;
  }

  .header-line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto;
    gap: calc(var(--_space) * 2);
    margin-block-end: calc(var(--_space) * 2);
  }

  .header-line > .field-error {
    grid-column: 1 / -1;
    margin: 0;
  }

  .field-note:has(*) {
    display: flex;
    gap: 0.4em;
    margin-block-start: var(--_space);
    font-size: 0.87em;
    overflow-wrap: anywhere;
  }

  .field-note > svg {
    margin-block-start: 0.25em;
    color: var(--_warning);
  }

  .offers {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    max-inline-size: 100%;
  }

  .offers p {
    flex-basis: 100%;
  }

  .offers button {
    max-inline-size: 100%;
    overflow: hidden;
    text-overflow: ellipsis;
  }
`
