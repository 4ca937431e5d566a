import { css } from 'lit'
import type { CSSResult } from 'lit'

export const markdownStyles: CSSResult = css`
  .markdown {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 2.5);
    inline-size: 100%;
    overflow-wrap: anywhere;
  }

  .markdown :is(p, li, .heading) {
    max-inline-size: 75ch;
  }

  .markdown .heading {
    font-weight: 650;
    line-height: 1.3;
  }

  .markdown .heading:not(:first-child) {
    margin-block-start: calc(var(--_space) * 1.5);
  }

  .depth-1 {
    font-size: 1.3em;
  }

  .depth-2 {
    font-size: 1.15em;
  }

  .depth-3 {
    font-size: 1.05em;
  }

  .markdown :is(ul, ol) {
    padding-inline-start: 1.6em;
  }

  .markdown ul {
    list-style: disc;
  }

  .markdown ol {
    list-style: decimal;
  }

  .markdown li::marker {
    color: var(--_muted);
  }

  .markdown .task {
    list-style: none;
    margin-inline-start: -1.4em;
  }

  .markdown blockquote {
    display: grid;
    gap: calc(var(--_space) * 2);
    margin: 0;
    padding-inline-start: calc(var(--_space) * 3);
    border-inline-start: 3px solid var(--_line-strong);
    color: var(--_muted);
  }

  .markdown hr {
    inline-size: 100%;
    margin: 0;
    border: 0;
    border-block-start: 1px solid var(--_line);
  }

  .markdown :not(pre) > code {
    padding: 0.1em 0.3em;
    border-radius: 4px;
    background: var(--_plain-soft);
  }

  .markdown .source {
    white-space: pre-wrap;
  }

  .markdown .code {
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_sunken);
    overflow: clip;
  }

  .code-bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    min-block-size: 2em;
    padding-inline-start: calc(var(--_space) * 3);
    border-block-end: 1px solid var(--_line);
  }

  .markdown pre {
    margin: 0;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    overflow-x: auto;
    overflow-wrap: normal;
    tab-size: 4;
  }

  .markdown :is(pre, .sheet):focus-visible {
    outline-offset: -2px;
  }

  .markdown .sheet {
    max-inline-size: 100%;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    overflow-x: auto;
    overflow-wrap: normal;
    justify-self: start;
  }

  .markdown table {
    border-collapse: collapse;
    font-size: 0.93em;
    font-variant-numeric: tabular-nums;
  }

  .markdown :is(th, td) {
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 3);
    text-align: start;
    vertical-align: top;
  }

  .markdown th {
    background: var(--_sunken);
    color: var(--_muted);
    font-weight: 600;
  }

  .markdown td {
    border-block-start: 1px solid var(--_line);
  }

  .markdown .number {
    text-align: end;
  }

  .markdown .centred {
    text-align: center;
  }

  .markdown .image svg {
    vertical-align: -0.15em;
    color: var(--_muted);
  }
`
