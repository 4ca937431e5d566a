import { css } from 'lit'

export const connectionsStyles = css`
  section:focus-visible {
    outline-offset: -2px;
  }

  .square {
    inline-size: 2.25em;
    padding: 0;
  }

  .square svg {
    inline-size: 1.15em;
    block-size: 1.15em;
  }

  .banner {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2) calc(var(--_space) * 3);
    align-items: center;
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 4);
    border-block-end: 1px solid var(--_line);
    background: var(--_warning-soft);
    font-size: 0.9em;
  }

  .banner p {
    flex: 1 1 14em;
  }

  .row {
    display: grid;
    grid-template-columns: 2.4em minmax(0, 1fr) auto;
    align-items: center;
    gap: calc(var(--_space) * 2) calc(var(--_space) * 3);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
  }

  .row + .row,
  .panel:not([hidden]) + ul > .row:first-child {
    border-block-start: 1px solid var(--_line);
  }

  .row[aria-current] {
    background: var(--_accent-soft);
    box-shadow: inset 3px 0 var(--_accent);
  }

  .row[aria-current]:dir(rtl) {
    box-shadow: inset -3px 0 var(--_accent);
  }

  .tile-icon {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 2.4em;
    block-size: 2.4em;
    border-radius: calc(var(--_radius) * 0.9);
    background: var(--_plain-soft);
    color: var(--_muted);
    font-weight: 700;
    overflow: hidden;
  }

  .tile-icon img {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    object-fit: contain;
    background: var(--_surface);
  }

  .row-body {
    min-inline-size: 0;
  }

  .row-name {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 calc(var(--_space) * 2);
  }

  button.name {
    min-block-size: 24px;
    max-inline-size: 100%;
    padding: 0;
    border: 0;
    background: none;
    font-size: 1em;
    font-weight: 600;
    line-height: 1.4;
    overflow-wrap: anywhere;
    text-align: start;
    white-space: normal;
  }

  button.name:hover {
    background: none;
    text-decoration: underline;
  }

  .row-facts {
    overflow-wrap: anywhere;
  }

  .row-facts span {
    white-space: nowrap;
  }

  .row-actions {
    display: flex;
    align-items: center;
    gap: var(--_space);
  }

  .row > .problem {
    grid-column: 2 / -1;
  }

  .menu {
    min-inline-size: 10em;
    padding: var(--_space);
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_raised);
    color: var(--_text);
    box-shadow: 0 6px 24px rgb(0 0 0 / 18%);
  }

  .menu button {
    inline-size: 100%;
    justify-content: start;
    color: var(--_text);
  }

  .menu button:focus-visible {
    outline-offset: -2px;
  }

  .menu button.bad {
    color: var(--_danger);
  }

  /* Without anchor positioning the browser centres a popover. */
  @supports (position-area: block-end) {
    .menu {
      inset: auto;
      margin: var(--_space) 0;
      position-area: block-end span-inline-start;
      position-try-fallbacks: flip-block;
    }
  }

  .panel {
    background: var(--_sunken);
  }

  .panel.first {
    background: none;
  }

  .intro {
    padding: calc(var(--_space) * 4) calc(var(--_space) * 4) calc(var(--_space) * 3);
  }

  .skeleton .row-body {
    inline-size: 100%;
  }

  .tiles {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 9.5em), 1fr));
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 4);
  }

  .intro + .tiles {
    padding-block-start: 0;
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

  dialog {
    max-inline-size: min(26em, calc(100vw - 2em));
    padding: calc(var(--_space) * 5);
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.3);
    background: var(--_raised);
    color: var(--_text);
    box-shadow: 0 12px 40px rgb(0 0 0 / 25%);
  }

  dialog::backdrop {
    background: rgb(0 0 0 / 45%);
  }

  dialog p {
    margin-block: calc(var(--_space) * 2) calc(var(--_space) * 5);
    color: var(--_muted);
  }

  .dialog-actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: end;
    gap: calc(var(--_space) * 2);
  }

  .bone {
    display: block;
    inline-size: 9em;
    max-inline-size: 100%;
    block-size: 0.85em;
    margin-block: 0.35em;
    border-radius: 99px;
    background: var(--_plain-soft);
  }

  .bone.short {
    inline-size: 14em;
    block-size: 0.7em;
  }

  .button-bone {
    inline-size: 6em;
    block-size: 2em;
    border-radius: var(--_radius-small);
  }

  .skeleton {
    animation: mcp-appear 0.3s 0.2s backwards;
  }

  @keyframes mcp-appear {
    from {
      opacity: 0;
    }
  }

  @container (max-width: 22rem) {
    .card-header {
      flex-wrap: wrap;
    }

    .card-header [part='count'] {
      order: 1;
      flex-basis: 100%;
      margin-block-start: calc(var(--_space) * -2);
    }

    .row {
      align-items: start;
      padding-inline: calc(var(--_space) * 3);
    }

    .row-actions:has(> :not(.square, .menu)) {
      grid-column: 2 / -1;
    }
  }

  @media (forced-colors: active) {
    .row[aria-current] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`
