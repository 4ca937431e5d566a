import { css } from 'lit'
import type { CSSResult } from 'lit'

/** Styles of `<mcp-tool-runner>` while no tool is chosen. Wide: list beside tool. Up to 620px: the list is a popover. */
export const runnerStyles: CSSResult = css`
  .card[inert] {
    visibility: hidden;
  }

  .layout {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }

  .tool {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    align-content: start;
    gap: calc(var(--_space) * 4);
    min-inline-size: 0;
    padding: calc(var(--_space) * 4) calc(var(--_space) * 6) calc(var(--_space) * 6);
  }

  .layout:not(.with-list) .tool {
    padding-inline: calc(var(--_space) * 4);
  }

  .search {
    position: relative;
  }

  .search svg {
    position: absolute;
    inset-block-start: 0;
    inset-inline-start: calc(var(--_space) * 2.5);
    block-size: 100%;
    color: var(--_muted);
    pointer-events: none;
  }

  .search input[type] {
    padding-inline-start: calc(var(--_space) * 8);
  }

  .options {
    min-block-size: 0;
    /* Room for the focus ring of the field above. */
    margin-block-start: calc(var(--_space) * 1.5);
    overflow-y: auto;
    overscroll-behavior: contain;
    font-size: 0.93em;
    --_row: calc(1em + var(--_space) * 5);
  }

  /* All rows are of one height, so that it is known where each of them would be. */
  .group,
  [role='option'] {
    block-size: var(--_row);
    line-height: var(--_row);
    white-space: nowrap;
  }

  .space {
    block-size: calc(var(--rows) * var(--_row));
  }

  .group {
    position: sticky;
    z-index: 1;
    inset-block-start: 0;
    padding-inline: calc(var(--_space) * 2);
    overflow: hidden;
    text-overflow: ellipsis;
    background: var(--_surface);
    color: var(--_muted);
    font-weight: 600;
  }

  .group span {
    font-size: 0.9em;
  }

  mark {
    background: none;
    color: inherit;
    font-weight: 700;
    text-decoration: underline;
  }

  [role='option'] {
    position: relative;
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    padding-inline: calc(var(--_space) * 2);
    border-radius: var(--_radius-small);
    cursor: pointer;
  }

  .tool-name {
    flex: 1;
    display: -webkit-box;
    min-inline-size: 0;
    text-align: start;
    overflow: hidden;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }

  /* All rows are of one height: two lines have room in it. */
  [role='option'] .tool-name {
    line-height: 1.1;
    white-space: normal;
    -webkit-line-clamp: 2;
  }

  [role='option'] .chip {
    flex: none;
    line-height: 1.5;
  }

  .open-world {
    color: var(--_muted);
    line-height: 1;
  }

  [role='option']:hover {
    background: var(--_plain-soft);
  }

  [role='option'][aria-selected='true'] {
    background: var(--_accent-soft);
    box-shadow: inset 3px 0 var(--_accent);
    color: var(--_accent);
    font-weight: 600;
  }

  [role='option'][aria-selected='true']:dir(rtl) {
    box-shadow: inset -3px 0 var(--_accent);
  }

  .search:focus-within + .options .active {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  .note {
    margin-block-start: calc(var(--_space) * 2);
  }

  .picker {
    display: none;
  }

  /* What opens over the rest. */
  [popover] {
    position: fixed;
    inset: 0;
    inline-size: min(24rem, 100vi - 2rem);
    max-block-size: min(40rem, 100dvb - 4rem);
    margin: auto;
    padding: calc(var(--_space) * 3);
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    box-shadow: 0 8px 30px rgb(0 0 0 / 0.25);
  }

  .panel {
    overflow-y: auto;
  }

  @supports (position-area: block-end) {
    .panel {
      inset: auto;
      margin: 4px 0;
      position-area: block-end span-inline-start;
      position-try-fallbacks: flip-block;
    }
  }

  .tools {
    display: flex;
    flex-direction: column;
  }

  @container (min-width: 620.01px) {
    .with-list {
      grid-template-columns: minmax(12em, 16em) minmax(0, 1fr);
    }

    .tools {
      position: sticky;
      inset: 0 auto auto;
      inline-size: auto;
      margin: 0;
      align-self: start;
      max-block-size: min(100dvh, 42rem);
      padding: calc(var(--_space) * 3);
      border: 0;
      background: none;
      box-shadow: none;
      overflow: visible;
    }

    .with-list .tool {
      border-inline-start: 1px solid var(--_line);
    }
  }

  @container (max-width: 620px) {
    .tool {
      padding-inline: calc(var(--_space) * 4);
    }

    .picker {
      display: flex;
      justify-content: space-between;
      margin: calc(var(--_space) * 3);
      margin-block-end: 0;
      anchor-name: --mcp-picker;
    }

    .picker .muted {
      display: inline-flex;
      align-items: center;
      gap: var(--_space);
    }

    .tools:not(:popover-open) {
      display: none;
    }

    .tools {
      inline-size: min(30rem, 100vi - 2rem);
      max-block-size: min(30rem, 100dvb - 4rem);
    }

    @supports (position-area: block-end) {
      .tools {
        inset: auto;
        inline-size: anchor-size(width);
        margin: 4px 0;
        position-anchor: --mcp-picker;
        position-area: block-end span-inline-end;
        position-try-fallbacks: flip-block;
      }
    }
  }

  @media (forced-colors: active) {
    [role='option'][aria-selected='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }

    [role='option'][aria-selected='true'] * {
      border-color: currentColor;
      background: none;
      color: inherit;
    }
  }
`
