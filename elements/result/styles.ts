import { css } from 'lit'
import type { CSSResult } from 'lit'

/** What {@link ResultView} renders; needs the base styles. */
export const resultStyles: CSSResult = css`
  .result {
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    overflow: clip;
  }

  /* Still readable: 4.5:1 for muted text. */
  .result.stale > :not(.result-header) {
    opacity: 0.92;
  }

  .result-header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2) calc(var(--_space) * 3);
    min-block-size: 3em;
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 3);
  }

  .result-title {
    font-weight: 650;
  }

  .result-tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space);
    margin-inline-start: auto;
  }

  .result-tools button:not(.segmented *) {
    min-inline-size: 2.25em;
  }

  @container (max-width: 860px) {
    .result-tools .label {
      position: absolute;
      clip-path: inset(50%);
    }
  }

  .segmented {
    display: inline-flex;
    flex-wrap: wrap;
    margin-inline-end: var(--_space);
  }

  .segmented button {
    min-block-size: 2em;
    border-radius: 0;
    background: none;
  }

  .segmented button:first-child {
    border-start-start-radius: var(--_radius-small);
    border-end-start-radius: var(--_radius-small);
    border-inline-end: 0;
  }

  .segmented button:last-child {
    border-start-end-radius: var(--_radius-small);
    border-end-end-radius: var(--_radius-small);
  }

  .segmented button[aria-pressed='true'] {
    background: var(--_accent-soft);
    color: var(--_accent);
    font-weight: 600;
  }

  .result > .problem {
    border-block-start: 1px solid var(--_line);
    border-radius: 0;
    padding-inline: calc(var(--_space) * 4);
  }

  .block,
  .raw,
  .result-note {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 2);
    justify-items: start;
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
    border-block-start: 1px solid var(--_line);
  }

  .block > * {
    max-inline-size: 100%;
  }

  .block > :is(.text, .about, .block-label) {
    inline-size: 100%;
  }

  .about summary {
    inline-size: fit-content;
    min-block-size: 24px;
    color: var(--_muted);
    font-size: 0.87em;
    cursor: pointer;
  }

  .segmented.small button {
    min-block-size: 24px;
    padding-block: 0;
    font-size: 0.82em;
  }

  .problem .facts {
    display: block;
    margin: 0;
  }

  .enlarged {
    inline-size: calc(100vw - 2rem);
    block-size: calc(100vh - 2rem);
    max-inline-size: none;
    max-block-size: none;
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    container-type: inline-size;
  }

  .enlarged[open] {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
  }

  .enlarged::backdrop {
    background: rgb(0 0 0 / 0.45);
  }

  .enlarged-content {
    overflow: auto;
  }

  .enlarged .rows {
    max-block-size: none;
  }

  .result-close {
    margin-inline-start: auto;
  }

  .block-label {
    color: var(--_muted);
    font-size: 0.87em;
    font-weight: 600;
  }

  .text {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    tab-size: 4;
  }

  .raw {
    font-family: ui-monospace, 'Cascadia Code', Menlo, Consolas, monospace;
    font-size: 0.87em;
  }

  .resource {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 3);
    inline-size: 100%;
    flex-wrap: wrap;
  }

  .resource > svg {
    inline-size: 1.4em;
    block-size: 1.4em;
    color: var(--_muted);
  }

  .resource-name {
    display: grid;
    flex: 1 1 10em;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  @media (forced-colors: active) {
    .segmented button[aria-pressed='true'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`
