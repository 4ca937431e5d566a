import { css } from 'lit'
import type { CSSResult } from 'lit'

/** Styles of `<mcp-tool-runner>` without its results. Wide: list beside tool. Up to 620px: the list is a popover. */
export const runnerStyles: CSSResult = css`
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

  .tool-title {
    font-size: 1.2em;
    font-weight: 650;
    line-height: 1.3;
    overflow-wrap: anywhere;
  }

  .tool-title:focus {
    outline: none;
  }

  .tool-title:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
    border-radius: 2px;
  }

  .facts,
  .description {
    overflow-wrap: anywhere;
  }

  .facts {
    margin-block-start: calc(var(--_space) * -3);
    font-size: 0.93em;
  }

  .description {
    max-inline-size: 68ch;
    margin-block-start: calc(var(--_space) * -3);
    color: var(--_muted);
  }

  .description span {
    white-space: pre-line;
  }

  button.link {
    min-block-size: 24px;
    padding: 0 2px;
    border: 0;
    background: none;
    color: var(--_accent);
    font-size: 1em;
    text-decoration: underline;
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 3);
    min-block-size: 2.25em;
  }

  .bar .reason {
    flex: 1;
    min-inline-size: 12em;
  }

  .progress-facts {
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  .ending {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    font-size: 0.9em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .ending.bad {
    color: var(--_danger);
  }

  /* Run stays in sight above a result that is brought there. */
  .result {
    scroll-margin-block: calc(2.25em + var(--_space) * 8) calc(var(--_space) * 4);
  }

  kbd {
    padding: 0 0.35em;
    border: 1px solid var(--_line-strong);
    border-radius: 4px;
    font:
      0.92em ui-monospace,
      Menlo,
      Consolas,
      monospace;
  }

  progress {
    flex: 1 1 8em;
    block-size: 8px;
    border: 0;
    border-radius: 9px;
    background: var(--_line);
    accent-color: var(--_accent);
    overflow: hidden;
  }

  progress[value] {
    appearance: none;
  }

  progress::-webkit-progress-bar {
    background: var(--_line);
  }

  progress::-webkit-progress-value {
    border-radius: 9px;
    background: var(--_accent);
    transition: inline-size 0.2s;
  }

  progress::-moz-progress-bar {
    background: var(--_accent);
  }

  .confirmation {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
    border: 1px solid var(--_warning);
    border-radius: var(--_radius);
    overflow-wrap: anywhere;
  }

  .confirmation pre {
    max-block-size: 20em;
    margin: 0;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_sunken);
    overflow-y: auto;
    white-space: pre-wrap;
  }

  .logs summary {
    color: var(--_muted);
    font-size: 0.87em;
  }

  .logs ul {
    max-block-size: 16em;
    margin-block-start: var(--_space);
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border-radius: var(--_radius-small);
    background: var(--_sunken);
    overflow-y: auto;
    overflow-wrap: anywhere;
  }

  .logs li span:last-child {
    white-space: pre-wrap;
  }

  summary {
    min-block-size: 24px;
    cursor: pointer;
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
  }

  .group {
    position: sticky;
    inset-block-start: 0;
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 2) var(--_space);
    background: var(--_surface);
    color: var(--_muted);
    font-size: 0.82em;
    font-weight: 600;
  }

  [role='option'] {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 2.2em;
    padding: calc(var(--_space) * 1.25) calc(var(--_space) * 2);
    border-radius: var(--_radius-small);
    font-size: 0.93em;
    cursor: pointer;
  }

  .tool-name {
    display: -webkit-box;
    min-inline-size: 0;
    overflow: hidden;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }

  [role='option'] .chip {
    flex: none;
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

  .tools {
    display: flex;
    flex-direction: column;
    inline-size: auto;
    block-size: auto;
    margin: 0;
    color: inherit;
  }

  @container (min-width: 620.01px) {
    .with-list {
      grid-template-columns: minmax(12em, 16em) minmax(0, 1fr);
    }

    .tools {
      position: sticky;
      inset: 0 auto auto;
      align-self: start;
      max-block-size: min(100dvh, 42rem);
      padding: calc(var(--_space) * 3);
      border: 0;
      background: none;
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
      position: fixed;
      inset: 0;
      inline-size: min(30rem, 100vi - 2rem);
      max-block-size: min(30rem, 100dvb - 4rem);
      margin: auto;
      padding: calc(var(--_space) * 3);
      border: 1px solid var(--_line-strong);
      border-radius: var(--_radius);
      background: var(--_surface);
      box-shadow: 0 8px 30px rgb(0 0 0 / 0.25);
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

    progress,
    progress::-webkit-progress-bar {
      forced-color-adjust: none;
      border: 1px solid CanvasText;
      background: Canvas;
    }

    progress::-webkit-progress-bar {
      border: 0;
    }

    progress::-webkit-progress-value {
      background: Highlight;
    }

    progress::-moz-progress-bar {
      background: Highlight;
    }
  }
`
