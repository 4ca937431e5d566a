import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { sortRows } from './rows.ts'
import type { Cell, Sort, Table } from './rows.ts'
import type { ResultBody } from './body.ts'

const PAGE = 100

/** The rows last sorted for a list, so that rendering again costs nothing. */
const sorted = new WeakMap<object, { sort: Sort; rows: Table['rows'] }>()

function orderedRows(key: object, table: Table, sort: Sort | undefined): Table['rows'] {
  if (!sort) return table.rows
  let known = sorted.get(key)
  if (known?.sort !== sort) sorted.set(key, (known = { sort, rows: sortRows(table.rows, sort) }))
  return known.rows
}

/** Ascending, descending, then the server's own order again. */
function nextSort(sort: Sort | undefined, column: string): Sort | undefined {
  if (sort?.column !== column) return { column, direction: 'ascending' }
  return sort.direction === 'ascending' ? { column, direction: 'descending' } : undefined
}

/** Characters of a text that is not broken into lines. */
const SHORT = 20

const cellText = (cell: Cell): string => String(cell ?? '')

/** A list of flat objects as a table that the person can sort. `key` is the list. */
export function tableTemplate(view: ResultBody, key: object, table: Table, name?: string): TemplateResult {
  const { localize } = view
  const { sort, shown = PAGE } = view.note(key)
  const rows = orderedRows(key, table, sort)
  const count = localize.term('resultTable', rows.length, localize.number(rows.length))
  const label = name === undefined ? count : `${name}: ${count}`
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>
      <table>
        <caption class=${name === undefined ? 'visually-hidden' : ''}>
          ${name === undefined ? count : html`<bdi>${name}</bdi> <span class="muted">${localize.number(rows.length)}</span>`}
        </caption>
        <thead>
          <tr>
            ${table.columns.map(
              (column) =>
                html`<th
                  scope="col"
                  class=${column.numeric ? 'number' : ''}
                  aria-sort=${sort?.column === column.name ? sort.direction : 'none'}
                >
                  <button type="button" @click=${() => view.change(key, { sort: nextSort(sort, column.name) })}>
                    <bdi>${column.name}</bdi><span class="sort" aria-hidden="true"></span>
                  </button>
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, shown).map(
            (row) =>
              html`<tr>
                ${table.columns.map((column) => {
                  const text = cellText(row[column.name])
                  return html`<td
                    dir=${column.numeric ? nothing : 'auto'}
                    class="${column.numeric ? 'number' : ''} ${text.length <= SHORT ? 'short' : ''}"
                  >
                    <span>${text}</span>
                  </td>`
                })}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${
      rows.length > shown
        ? html`<button type="button" class="more-rows" @click=${() => view.change(key, { shown: shown + PAGE })}>
            ${localize.term('resultShowMore', localize.number(Math.min(PAGE, rows.length - shown)))}
          </button>`
        : nothing
    }`
}
