import { css } from 'lit'
import type { CSSResult } from 'lit'

/** What a server asks. */
export const questionStyles: CSSResult = css`
  .question {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
    border: 1px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_accent-soft);
    overflow-wrap: anywhere;
  }

  .question .muted {
    color: color-mix(in oklab, var(--_text) 80%, var(--_accent-soft));
  }

  .question .about {
    display: block;
  }

  .question .time {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  .question .message,
  .address {
    max-block-size: 16em;
    overflow-y: auto;
  }

  .message span {
    white-space: pre-line;
  }

  .question .message {
    margin-block-start: calc(var(--_space) * -2);
  }

  .address {
    white-space: pre-wrap;
    margin: 0;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_surface);
  }

  .question .button {
    max-inline-size: 100%;
    white-space: normal;
  }
`
