import { css, html, nothing } from 'lit'
import type { CSSResult, TemplateResult } from 'lit'
import type { CallToolResult } from '../../shared/mcp.ts'
import { adoptStyles } from '../core/adopt.ts'
import { addEnglish } from '../core/localize.ts'
import type { Localize } from '../core/localize.ts'
import { diff as words } from '../translations/en/diff.ts'
import { memoize, prettyJson } from './data.ts'
import { diffLines } from './diff-lines.ts'
import type { DiffLine } from './diff-lines.ts'
import type { ResultHost } from './result-view.ts'

addEnglish(words)

/** Lines that are the same and are shown before and after each change. */
const AROUND = 3
/** Lines that are shown at once. */
const SHOWN = 500
/** Characters of a line that are shown. */
const LINE = 2_000

/** A run of lines that are shown, or of lines that are the same and are left out. */
type Run = { readonly lines: readonly DiffLine[] } | { readonly left: number }

const pairs = memoize((_after: CallToolResult) => new WeakMap<CallToolResult, Comparison>())

interface Comparison {
  readonly runs: readonly Run[]
  readonly added: number
  readonly removed: number
  /** Lines that the person wants to see. */
  shown: number
}

/**
 * How a result differs from an earlier one of the same tool, line by line. Load this file lazily; the styles go to the
 * host's root.
 */
export function resultDiff(
  host: ResultHost,
  localize: Localize,
  before: CallToolResult,
  after: CallToolResult,
): TemplateResult {
  adoptStyles(host.renderRoot, diffStyles)
  let comparison = pairs(after).get(before)
  if (!comparison) pairs(after).set(before, (comparison = compare(before, after)))
  const { added, removed } = comparison
  if (added + removed === 0) return html`<p class="muted">${localize.term('diffSame')}</p>`
  const label = localize.term('diffSummary', localize.number(added), localize.number(removed))
  const more = () => {
    comparison.shown += SHOWN
    host.requestUpdate()
  }
  const { runs, left } = firstOf(comparison)
  return html`<div class="diff">
    <p class="muted">${label}</p>
    <div class="diff-lines mono" role="region" tabindex="0" aria-label=${label}>
      ${runs.map((run) => runTemplate(localize, run))}
    </div>
    ${
      left > 0
        ? html`<button type="button" @click=${more}>
            ${localize.term('diffMore', localize.number(Math.min(left, SHOWN)))}
          </button>`
        : nothing
    }
  </div>`
}

function runTemplate(localize: Localize, run: Run): unknown {
  if ('left' in run)
    return html`<div class="left muted">${localize.term('diffUnchanged', run.left, localize.number(run.left))}</div>`
  return run.lines.map(({ type, text }) => {
    const shown = text.length > LINE ? `${text.slice(0, LINE)}…` : text
    if (type === 'same') return html`<div class="line" dir="auto">${shown}</div>`
    const word = html`<span class="visually-hidden"
      >${localize.term(type === 'added' ? 'diffAdded' : 'diffRemoved')}</span
    >`
    return type === 'added'
      ? html`<div class="line added">${word}<ins dir="auto">${shown}</ins></div>`
      : html`<div class="line removed">${word}<del dir="auto">${shown}</del></div>`
  })
}

/** As many runs as the person wants to see, and how many lines are left. */
function firstOf({ runs, shown }: Comparison): { runs: readonly Run[]; left: number } {
  const first: Run[] = []
  let room = shown
  let left = 0
  for (const run of runs) {
    if ('left' in run) {
      if (room > 0) first.push(run)
      continue
    }
    if (room > 0) first.push({ lines: run.lines.slice(0, room) })
    left += Math.max(0, run.lines.length - room)
    room = Math.max(0, room - run.lines.length)
  }
  return { runs: first, left }
}

function compare(before: CallToolResult, after: CallToolResult): Comparison {
  const lines = diffLines(written(before), written(after))
  const count = (type: DiffLine['type']) => lines.filter((line) => line.type === type).length
  return { runs: runsOf(lines), added: count('added'), removed: count('removed'), shown: SHOWN }
}

/** A result as lines: its texts as they are where it is nothing but text, otherwise all of it as JSON. */
function written({ content, structuredContent, isError }: CallToolResult): string[] {
  const onlyText = content.every((block) => block?.type === 'text' && typeof block.text === 'string')
  if (structuredContent === undefined && onlyText && content.length > 0)
    return content.flatMap((block) => (block.type === 'text' ? block.text.split('\n') : []))
  const value =
    structuredContent !== undefined && onlyText ? structuredContent : { content, structuredContent, isError }
  return (prettyJson(value) ?? '').split('\n')
}

function runsOf(lines: readonly DiffLine[]): Run[] {
  const near = new Uint8Array(lines.length)
  for (const [index, { type }] of lines.entries()) {
    if (type !== 'same') near.fill(1, Math.max(0, index - AROUND), index + AROUND + 1)
  }
  const runs: Run[] = []
  for (let start = 0; start < lines.length;) {
    let end = start
    while (end < lines.length && near[end] === near[start]) end++
    runs.push(near[start] ? { lines: lines.slice(start, end) } : { left: end - start })
    start = end
  }
  return runs
}

const diffStyles: CSSResult = css`
  .diff {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 2);
    justify-items: start;
  }

  .diff-lines {
    inline-size: 100%;
    max-block-size: 32rem;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    overflow: auto;
  }

  .diff .line {
    padding-inline: 1.6em 0.6em;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    tab-size: 4;
  }

  /* A line's sign, so that colour is not all that tells it. */
  .diff :is(.added, .removed)::before {
    content: '+' / '';
    float: inline-start;
    margin-inline-start: -1.1em;
  }

  .diff .removed::before {
    content: '−' / '';
  }

  .diff .added {
    background: var(--_success-soft);
  }

  .diff .removed {
    background: var(--_danger-soft);
  }

  .diff :is(ins, del) {
    text-decoration: none;
  }

  .diff .left {
    padding: var(--_space) 0.6em;
    background: var(--_sunken);
  }

  @media (forced-colors: active) {
    .diff del {
      text-decoration: line-through;
    }

    .diff ins {
      text-decoration: underline;
    }
  }
`
