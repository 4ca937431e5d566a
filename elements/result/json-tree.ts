import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { ResultView } from './result-view.ts'

const PAGE = 100
/** Entries up to which a nested object or list is open at first. */
const OPEN_ENTRIES = 12
const OPEN_DEPTH = 2
/** Characters of one string that are shown. */
const STRING = 5_000

/** Any JSON value. Children are rendered when they are opened, a page at a time, so size and depth cost nothing. */
export function jsonTree(view: ResultView, value: unknown): TemplateResult {
  return html`<div class="tree mono">${node(view, undefined, value, 0)}</div>`
}

function node(view: ResultView, name: string | undefined, value: unknown, depth: number): TemplateResult {
  const label = name === undefined ? nothing : html`<bdi class="key">${name}</bdi>`
  if (typeof value !== 'object' || value === null) return html`<div class="leaf">${label} ${scalar(view, value)}</div>`
  const entries = Object.keys(value)
  if (entries.length === 0) return html`<div class="leaf">${label} ${Array.isArray(value) ? '[]' : '{}'}</div>`
  const { open = depth === 0 || (depth < OPEN_DEPTH && entries.length <= OPEN_ENTRIES) } = view.note(value)
  const count = view.localize.term('resultEntries', entries.length, view.localize.number(entries.length))
  const kind = view.localize.term(Array.isArray(value) ? 'resultList' : 'resultObject')
  return html`<details ?open=${open} @toggle=${(event: Event) => {
      const now = (event.currentTarget as HTMLDetailsElement).open
      if (now !== open) view.change(value, { open: now })
    }}>
    <summary>${name === undefined ? kind : label} <span class="muted">${count}</span></summary>
    ${open ? children(view, value, entries, depth) : nothing}
  </details>`
}

function children(view: ResultView, value: object, names: readonly string[], depth: number): TemplateResult {
  const { shown = PAGE } = view.note(value)
  return html`<ul>${names.slice(0, shown).map((name) => html`<li>
      ${node(view, name, (value as Record<string, unknown>)[name], depth + 1)}</li>`)}
    ${names.length > shown ? html`<li><button type="button" @click=${() => view.change(value, { shown: shown + PAGE })}>
      ${view.localize.term('resultShowMore', view.localize.number(Math.min(PAGE, names.length - shown)))}</button></li>` : nothing}
  </ul>`
}

function scalar(view: ResultView, value: unknown): TemplateResult {
  if (typeof value !== 'string') return html`<span class="literal">${String(value)}</span>`
  if (value.length <= STRING) return html`<span class="string" dir="auto">${value === '' ? '""' : value}</span>`
  return html`<span class="string" dir="auto">${value.slice(0, STRING)}</span>
    <span class="muted">… (${view.bytes(value.length)})</span>`
}
