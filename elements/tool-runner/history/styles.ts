import { css } from 'lit'
import type { CSSResult } from 'lit'

export const historyStyles: CSSResult = css`
  #history {
    inline-size: min(44rem, 100vi - 2rem);
  }

  .history-bar,
  .run-head,
  .run-acts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 1.5) calc(var(--_space) * 2);
  }

  .history-bar {
    margin-block-end: calc(var(--_space) * 2);
    font-size: 0.93em;
  }

  .history-bar .clear {
    margin-inline-start: auto;
  }

  .history-bar label {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 24px;
    overflow-wrap: anywhere;
  }

  .run {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_space);
    padding-block: calc(var(--_space) * 3);
    border-block-start: 1px solid var(--_line);
    overflow-wrap: anywhere;
  }

  .run-head input {
    inline-size: 24px;
    block-size: 24px;
  }

  .run-acts button {
    min-block-size: 2em;
  }

  .run pre {
    max-block-size: 16em;
    margin: 0;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_sunken);
    overflow: auto;
    white-space: pre-wrap;
  }

  .compare {
    display: grid;
    gap: calc(var(--_space) * 2);
  }

  .compare ol {
    padding-inline-start: 1.5em;
    list-style: decimal;
  }

  #history-back {
    margin-block-end: calc(var(--_space) * 2);
  }
`
