import { css } from 'lit'
import type { CSSResult } from 'lit'

export const treeStyles: CSSResult = css`
  .tree {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 2);
    inline-size: 100%;
    overflow-wrap: anywhere;
  }

  .tree-tools,
  .tree-place {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space) calc(var(--_space) * 2);
  }

  .tree-tools input {
    flex: 1 1 10em;
    inline-size: auto;
    min-inline-size: 0;
    max-inline-size: 18em;
  }

  .tree-all {
    margin-inline-start: auto;
  }

  .rows {
    max-block-size: 40rem;
    overflow-y: auto;
    /* Room for the focus ring. */
    padding: 2px;
  }

  .rows .row {
    display: flex;
    gap: 0.3em;
    min-block-size: 24px;
    padding-block: 0.15em;
    padding-inline-start: calc((var(--level, 1) - 1) * 1.2em);
    border-radius: 4px;
  }

  .row[aria-level='2'] {
    --level: 2;
  }

  .row[aria-level='3'] {
    --level: 3;
  }

  .row[aria-level='4'] {
    --level: 4;
  }

  .row[aria-level='5'] {
    --level: 5;
  }

  .row[aria-level='6'] {
    --level: 6;
  }

  .row[aria-level='7'] {
    --level: 7;
  }

  .row[aria-level='8'] {
    --level: 8;
  }

  /* Deeper ones are not moved further, so that a narrow element has room for them. */
  .row:not(
    [aria-level='1'],
    [aria-level='2'],
    [aria-level='3'],
    [aria-level='4'],
    [aria-level='5'],
    [aria-level='6'],
    [aria-level='7'],
    [aria-level='8']
  ) {
    --level: 9;
  }

  .row[aria-expanded] {
    cursor: pointer;
  }

  .row:hover {
    background: var(--_sunken);
  }

  .row.active {
    background: var(--_accent-soft);
  }

  .row:focus-visible {
    outline-offset: -1px;
  }

  .twisty {
    flex: none;
    inline-size: 1em;
    color: var(--_muted);
  }

  .row[aria-expanded='false'] > .twisty::before {
    content: '▸';
  }

  .row[aria-expanded='false']:dir(rtl) > .twisty::before {
    content: '◂';
  }

  .row[aria-expanded='true'] > .twisty::before {
    content: '▾';
  }

  .content {
    min-inline-size: 0;
  }

  .key {
    color: var(--_muted);
  }

  .key::after {
    content: ':';
  }

  .row.active :is(.key, .muted) {
    color: inherit;
  }

  .string {
    white-space: pre-wrap;
  }

  .literal {
    color: var(--_accent);
  }

  .tree mark {
    background: var(--_warning-soft);
    color: inherit;
    outline: 1px solid var(--_warning);
  }

  .tree-place {
    padding-block-start: calc(var(--_space) * 1);
    border-block-start: 1px solid var(--_line);
  }

  .tree-place code {
    flex: 1 1 8em;
    min-inline-size: 0;
  }

  @media (forced-colors: active) {
    .row.active {
      outline: 1px solid Highlight;
    }
  }
`
