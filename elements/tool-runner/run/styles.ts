import { css } from 'lit'
import type { CSSResult } from 'lit'

/** The chosen tool, and its calls. */
export const benchStyles: CSSResult = css`
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

  @media (forced-colors: active) {
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

  .tool-head {
    display: flex;
    align-items: start;
    gap: calc(var(--_space) * 2);
  }

  .tool-head .tool-title {
    flex: 1;
    min-inline-size: 0;
    /* In line with the first line of the button beside it. */
    padding-block: calc(var(--_space) * 1.25);
  }

  .open-calls {
    max-block-size: 14em;
    border-block-end: 1px solid var(--_line);
    background: var(--_sunken);
    overflow-y: auto;
  }

  .open-calls li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 4);
  }

  .open-calls .what {
    flex: 1 1 12em;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .open-calls .facts {
    display: block;
    margin: 0;
    font-variant-numeric: tabular-nums;
  }

  .open-calls .bad svg {
    color: var(--_danger);
  }
`
