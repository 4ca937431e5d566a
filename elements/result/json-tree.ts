import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { ResultBody } from './body.ts'

const PAGE = 100
/** Entries up to which a nested object or list is open at first. */
const OPEN_ENTRIES = 12
const OPEN_DEPTH = 1
/** Characters of one string that are shown. */
const STRING = 5_000
/** Strings that would pass for something else; only these are shown in quotes. */
const LITERAL = /^(true|false|null|-?[\d.]+|)$/

/** Any JSON value. Children are rendered when they are opened, a page at a time, so size and depth cost nothing. */
export const jsonTree = (view: ResultBody, value: unknown): TemplateResult =>
  html`<div class="tree mono">
    ${isBranch(value) ? children(view, value, Object.keys(value), 0) : scalar(view, value)}
  </div>`

/** A value with something inside. */
const isBranch = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0

function children(view: ResultBody, parent: object, names: readonly string[], depth: number): TemplateResult {
  const { shown = PAGE } = view.note(parent)
  return html`<ul>
    ${names.slice(0, shown).map((name) => {
      const value = (parent as Record<string, unknown>)[name]
      const key = html`<bdi class="key">${name}</bdi>`
      return html`<li>
        ${
          isBranch(value)
            ? branch(view, key, value, depth)
            : html`<div class="leaf">${key} ${scalar(view, value)}</div>`
        }
      </li>`
    })}
    ${
      names.length > shown
        ? html`<li>
            <button type="button" @click=${() => view.change(parent, { shown: shown + PAGE })}>
              ${view.localize.term('resultShowMore', view.localize.number(Math.min(PAGE, names.length - shown)))}
            </button>
          </li>`
        : nothing
    }
  </ul>`
}

function branch(view: ResultBody, key: TemplateResult, value: object, depth: number): TemplateResult {
  const names = Object.keys(value)
  const { open = depth < OPEN_DEPTH && names.length <= OPEN_ENTRIES } = view.note(value)
  const toggled = (event: Event) => {
    const now = (event.currentTarget as HTMLDetailsElement).open
    if (now !== open) view.change(value, { open: now })
  }
  return html`<details ?open=${open} @toggle=${toggled}>
    <summary>
      ${key}
      <span class="muted"
        >${view.localize.term('resultEntries', names.length, view.localize.number(names.length))}</span
      >
    </summary>
    ${open ? children(view, value, names, depth + 1) : nothing}
  </details>`
}

function scalar(view: ResultBody, value: unknown): TemplateResult {
  if (typeof value === 'object' && value !== null)
    return html`<span class="muted">${Array.isArray(value) ? '[]' : '{}'}</span>`
  if (typeof value !== 'string') return html`<span class="literal">${String(value)}</span>`
  if (LITERAL.test(value)) return html`<span class="string">${`"${value}"`}</span>`
  if (value.length <= STRING) return html`<span class="string" dir="auto">${value}</span>`
  return html`<span class="string" dir="auto">${value.slice(0, STRING)}</span>
    <span class="muted">… (${view.bytes(value.length)})</span>`
}
