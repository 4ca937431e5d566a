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

  .result img {
    display: block;
    max-block-size: 30rem;
    border-radius: var(--_radius-small);
    /* Shows where a transparent picture ends. */
    background: var(--_plain-soft);
  }

  .result audio {
    inline-size: min(100%, 30rem);
  }

  .scroll {
    /* The table reaches from edge to edge of its block. */
    inline-size: calc(100% + var(--_space) * 8);
    max-inline-size: none;
    margin: calc(var(--_space) * -3) calc(var(--_space) * -4);
    overflow-x: auto;
  }

  .scroll:focus-visible {
    outline-offset: -2px;
  }

  * + .scroll {
    margin-block-start: 0;
  }

  .scroll + :not(.scroll) {
    margin-block-start: calc(var(--_space) * 3);
  }

  .scroll + .scroll {
    margin-block-start: calc(var(--_space) * 3);
  }

  table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.93em;
    font-variant-numeric: tabular-nums;
  }

  caption:not(.visually-hidden) {
    padding: calc(var(--_space) * 2) calc(var(--_space) * 4);
    font-weight: 600;
    text-align: start;
  }

  td,
  th {
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 3);
    border-block-start: 1px solid var(--_line);
    text-align: start;
    vertical-align: top;
  }

  td {
    max-inline-size: 28em;
    overflow-wrap: break-word;
  }

  td:not(.short) span {
    white-space: pre-line;
  }

  /* Short texts, such as dates and names, stay in one piece. */
  td.short {
    white-space: nowrap;
  }

  :is(td, th):first-child {
    padding-inline-start: calc(var(--_space) * 4);
  }

  :is(td, th):last-child {
    padding-inline-end: calc(var(--_space) * 4);
  }

  th {
    padding-block: var(--_space);
    border-block-start: 0;
    background: var(--_sunken);
    white-space: nowrap;
  }

  .number {
    text-align: end;
  }

  th button {
    min-block-size: 1.9em;
    margin-inline: calc(var(--_space) * -1.5);
    padding: 0 calc(var(--_space) * 1.5);
    border: 0;
    background: none;
    color: var(--_muted);
    font-size: 0.93em;
    font-weight: 600;
  }

  /* Beside the name, outside of the column's edge: names stay in line with what is below them. */
  .sort {
    inline-size: 0;
    margin-inline-start: -4px;
  }

  .sort::after {
    content: '↕';
    opacity: 0.5;
  }

  [aria-sort='ascending'] .sort::after {
    content: '↑';
    opacity: 1;
  }

  [aria-sort='descending'] .sort::after {
    content: '↓';
    opacity: 1;
  }

  .tree {
    inline-size: 100%;
    overflow-wrap: anywhere;
  }

  .tree details > ul {
    margin-inline-start: 0.4em;
    padding-inline-start: 1em;
    border-inline-start: 1px solid var(--_line);
  }

  .tree summary {
    min-block-size: 1.75em;
    align-content: center;
    cursor: pointer;
  }

  .leaf {
    padding-block: 0.15em;
  }

  li > .leaf {
    padding-inline-start: 1.05em;
  }

  .key {
    color: var(--_muted);
  }

  .key::after {
    content: ':';
  }

  .string {
    white-space: pre-wrap;
  }

  .literal {
    color: var(--_accent);
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
