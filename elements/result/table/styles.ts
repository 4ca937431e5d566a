import { css } from 'lit'
import type { CSSResult } from 'lit'

export const tableStyles: CSSResult = css`
  .scroll {
    /* The table reaches from edge to edge of its block. */
    inline-size: calc(100% + var(--_space) * 8);
    max-inline-size: none;
    margin: calc(var(--_space) * -3) calc(var(--_space) * -4);
    max-block-size: 32rem;
    overflow: auto;
  }

  .enlarged .scroll {
    max-block-size: none;
  }

  .scroll thead th {
    position: sticky;
    inset-block-start: 0;
    box-shadow: 0 1px var(--_line);
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

  .scroll table {
    inline-size: 100%;
    border-collapse: collapse;
    font-size: 0.93em;
    font-variant-numeric: tabular-nums;
  }

  .scroll caption:not(.visually-hidden) {
    padding: calc(var(--_space) * 2) calc(var(--_space) * 4);
    font-weight: 600;
    text-align: start;
  }

  .scroll :is(td, th) {
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 3);
    border-block-start: 1px solid var(--_line);
    text-align: start;
    vertical-align: top;
  }

  .scroll td {
    max-inline-size: 28em;
    overflow-wrap: break-word;
  }

  .scroll td:not(.short) span {
    white-space: pre-line;
  }

  /* Short texts, such as dates and names, stay in one piece. */
  .scroll td.short {
    white-space: nowrap;
  }

  .scroll :is(td, th):first-child {
    padding-inline-start: calc(var(--_space) * 4);
  }

  .scroll :is(td, th):last-child {
    padding-inline-end: calc(var(--_space) * 4);
  }

  .scroll th {
    padding-block: var(--_space);
    border-block-start: 0;
    background: var(--_sunken);
    white-space: nowrap;
  }

  .scroll .number {
    text-align: end;
  }

  .scroll th button {
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
  .scroll .sort {
    inline-size: 0;
    margin-inline-start: -4px;
  }

  .scroll .sort::after {
    content: '↕';
    opacity: 0.5;
  }

  .scroll [aria-sort='ascending'] .sort::after {
    content: '↑';
    opacity: 1;
  }

  .scroll [aria-sort='descending'] .sort::after {
    content: '↓';
    opacity: 1;
  }

  .table-tools {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--_space) * 2);
    inline-size: 100%;
  }

  .copy-as {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    margin-inline-start: auto;
  }
`
