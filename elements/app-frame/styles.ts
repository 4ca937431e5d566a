import { css } from 'lit'
import type { CSSResult } from 'lit'

export const appStyles: CSSResult = css`
  dialog,
  dialog:not([open]) {
    position: static;
    display: flex;
    flex-direction: column;
    inline-size: 100%;
    max-inline-size: none;
    margin: 0;
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    overflow: clip;
  }

  dialog[inert] {
    visibility: hidden;
  }

  dialog:modal {
    position: fixed;
    inset: 0;
    block-size: 100dvb;
    max-block-size: none;
    border: 0;
    border-radius: 0;
    font-family: var(--mcp-font, inherit);
  }

  dialog::backdrop {
    background: var(--_surface);
  }

  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 1) calc(var(--_space) * 2);
    padding: calc(var(--_space) * 1) calc(var(--_space) * 1.5);
    padding-inline-start: calc(var(--_space) * 3);
    border-block-end: 1px solid var(--_line);
    background: var(--_sunken);
  }

  .name {
    display: flex;
    flex: 1 1 10rem;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 calc(var(--_space) * 2);
    min-inline-size: 0;
    font-size: 0.92em;
  }

  .name > * {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .name b {
    font-weight: 650;
  }

  .controls {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 0.5);
  }

  .controls button {
    min-block-size: 2em;
  }

  .stage {
    position: relative;
    min-block-size: 0;
  }

  dialog:modal .stage {
    min-block-size: 0 !important;
    flex: 1;
  }

  iframe {
    display: block;
    inline-size: 100%;
    border: 0;
    background: transparent;
    /* Without it a frame of another scheme is drawn on white. */
    color-scheme: inherit;
  }

  iframe:focus-visible,
  .stage:focus-within {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  dialog:modal iframe {
    block-size: 100% !important;
  }

  .left iframe {
    display: none;
  }

  .starting iframe {
    opacity: 0;
  }

  .cover {
    position: absolute;
    inset: 0;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 4);
    color: var(--_muted);
    font-size: 0.92em;
    text-align: center;
    pointer-events: none;
  }

  .empty {
    display: grid;
    gap: calc(var(--_space) * 2);
    justify-items: start;
    padding: calc(var(--_space) * 4);
    color: var(--_muted);
    font-size: 0.92em;
  }

  .empty .problem {
    inline-size: 100%;
    color: var(--_text);
  }

  .late,
  .question {
    display: grid;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 3);
    border-block-end: 1px solid var(--_line);
    background: var(--_warning-soft);
    font-size: 0.92em;
    overflow-wrap: anywhere;
  }

  .question {
    border-inline-start: 3px solid var(--_accent);
    background: var(--_accent-soft);
  }

  .question:focus {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  .question pre {
    max-block-size: 12em;
    margin: calc(var(--_space) * 1) 0 0;
    padding: calc(var(--_space) * 2);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    overflow: auto;
    white-space: pre-wrap;
  }

  .question ul {
    padding-inline-start: 1.2em;
    list-style: disc;
  }

  .answers {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
  }

  .answers button {
    white-space: normal;
  }

  .answers [aria-disabled='true'] {
    opacity: 0.5;
  }

  .plain {
    border-color: transparent;
    background: none;
  }

  /* Tells by its colour which scheme holds here, and by the change of it that it has changed. */
  .probe {
    position: absolute;
    inline-size: 0;
    block-size: 0;
    color: light-dark(#000, #fff);
    transition: color 1ms !important;
  }
`
