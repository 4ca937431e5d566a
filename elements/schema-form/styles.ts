import { css } from 'lit'

/** The form on top of the base styles: room between fields, labels above, quiet borders around groups. */
export const formStyles = css`
  :host {
    --_gap: calc(var(--_space) * 4);
    min-inline-size: 0;
  }

  .tabs {
    display: flex;
    gap: calc(var(--_space) * 4);
    margin-block-end: var(--_gap);
    border-block-end: 1px solid var(--_line);
  }

  .tab {
    margin-block-end: -1px;
    padding: calc(var(--_space) * 1.5) 0;
    border: 0;
    border-block-end: 2px solid transparent;
    border-radius: 0;
    background: none !important;
    color: var(--_muted);
  }

  .tab[aria-selected='true'] {
    border-block-end-color: var(--_accent);
    color: var(--_text);
    font-weight: 600;
  }

  .fields,
  .more > div {
    display: grid;
    gap: var(--_gap);
  }

  .field {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .head,
  legend {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: calc(var(--_space) * 2);
    padding: 0;
    font-size: 0.93em;
  }

  .name {
    font-weight: 600;
  }

  legend:not(.visually-hidden),
  .head:has(.name) {
    margin-block-end: 0.15em;
  }

  .mark,
  .hint {
    color: var(--_muted);
    font-size: max(0.87em, 12px);
    font-weight: 400;
  }

  .hint {
    margin-block-end: calc(var(--_space) * 1);
    max-inline-size: 75ch;
  }

  [part='hint'] {
    white-space: pre-line;
  }

  .line ~ .hint {
    margin-block: var(--_space) 0;
  }

  details.hint summary {
    display: flex;
    align-items: end;
    list-style: none;
    cursor: pointer;
  }

  details.hint:not([open]) summary span {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
  }

  details.hint summary::after {
    content: '▾';
    color: var(--_accent);
  }

  details.hint[open] summary::after {
    content: '▴';
  }

  .line {
    display: flex;
    align-items: flex-start;
    gap: calc(var(--_space) * 2);
  }

  .control {
    position: relative;
    flex: 1;
    min-inline-size: 0;
  }

  textarea {
    display: block;
    field-sizing: content;
    max-block-size: 24em;
    resize: none;
  }

  textarea {
    min-block-size: 2.25em;
  }

  select {
    max-inline-size: 28em;
  }

  .pending {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 2.6em;
  }

  /* A fixed value stands beside its name. */
  .field:has(> .line > .control > output) {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: calc(var(--_space) * 3);
  }

  output {
    padding: calc(var(--_space) * 0.5) calc(var(--_space) * 2);
    border-radius: var(--_radius-small);
    background: var(--_plain-soft);
  }

  /* Buttons inside an empty control; they show when one is near it. */
  .tools {
    position: absolute;
    inset-block-start: 0;
    inset-inline-end: calc(var(--_space) * 1.5);
    display: flex;
    align-items: center;
    gap: var(--_space);
    block-size: 2.4em;
    pointer-events: none;
  }

  .toggle {
    min-block-size: 24px;
    padding: 0 calc(var(--_space) * 1.5);
    border-color: var(--_line);
    background: var(--_surface);
    color: var(--_muted);
    font-size: 0.78em;
    pointer-events: auto;
  }

  .toggle[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_accent-soft);
    color: var(--_accent);
  }

  @media (hover: hover) {
    .tools .toggle:not([aria-pressed='true'], .shown) {
      opacity: 0;
    }

    .control:is(:hover, :focus-within) .toggle,
    .control:has([aria-invalid='true']) .toggle {
      opacity: 1 !important;
    }
  }

  .segments {
    display: inline-flex;
    flex-wrap: wrap;
    justify-self: start;
    max-inline-size: 100%;
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    overflow: clip;
  }

  [aria-invalid='true'] > .line .segments {
    border-color: var(--_danger);
  }

  .segment {
    position: relative;
    display: grid;
    flex: 1 0 auto;
    place-items: center;
    max-inline-size: 100%;
    min-block-size: 2.1em;
    /* Lines between segments, in rows too; those at the edge are clipped. */
    margin-block-start: -1px;
    margin-inline-start: -1px;
    padding: calc(var(--_space) * 0.75) calc(var(--_space) * 3);
    border: solid var(--_line);
    border-width: 1px 0 0;
    border-inline-start-width: 1px;
    font-size: 0.9em;
    cursor: pointer;
  }

  .segment input {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    opacity: 0;
    cursor: inherit;
  }

  .segment:hover {
    background: var(--_plain-soft);
  }

  .segment:has(:checked) {
    background: var(--_accent-soft);
    color: var(--_accent);
    font-weight: 600;
  }

  .segment:has(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }

  .segment:has(:disabled) {
    opacity: 0.6;
    cursor: default;
  }

  .link {
    min-block-size: 24px;
    padding: 0;
    border: 0;
    background: none !important;
    color: var(--_accent);
    font-size: inherit;
    text-decoration: underline;
    white-space: normal;
  }

  .more > summary {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 2.25em;
    color: var(--_accent);
    font-size: 0.93em;
    cursor: pointer;
    list-style: none;
  }

  .more[open] > summary {
    margin-block-end: calc(var(--_space) * 2);
  }

  .more[open] > summary svg {
    rotate: 180deg;
  }

  @media (forced-colors: active) {
    /* A transparent border would be drawn. */
    .tab:not([aria-selected='true']) {
      border-block-end-style: none;
    }

    .segment:has(:checked),
    .toggle[aria-pressed='true'] {
      outline: 2px solid Highlight;
      outline-offset: -3px;
    }
  }
`
