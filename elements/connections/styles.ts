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
    grid-template-columns: auto minmax(0, 1fr) auto;
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

  .row-body {
    grid-column: 2;
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
    text-align: start;
  }

  .row [dir='auto'] {
    display: -webkit-box;
    overflow: hidden;
    overflow-wrap: anywhere;
    white-space: normal;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
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

  .row > :nth-child(n + 4) {
    grid-column: 2 / -1;
  }

  .problem > button {
    margin-block-start: calc(var(--_space) * 2);
  }

  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-block-size: 3.5em;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 4);
    border-block-end: 1px solid var(--_line);
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

  .tile .row-body {
    grid-column: auto;
    inline-size: 100%;
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
