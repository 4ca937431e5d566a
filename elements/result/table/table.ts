import { html, nothing } from 'lit'
import type { CSSResult, TemplateResult } from 'lit'
import { addEnglish } from '../../core/localize.ts'
import { table as words } from '../../translations/en/table.ts'
import type { ResultBody } from '../body.ts'
import { memoize, prettyJson } from '../data.ts'
import { saveFile } from '../files.ts'
import { plainText } from '../text.ts'
import { readSeparated, separatorOf, writeSeparated } from './csv.ts'
import { cellOf, sortRows } from './rows.ts'
import type { Cell, Sort, Table } from './rows.ts'
import { tableStyles } from './styles.ts'

addEnglish(words)

export const styles: CSSResult = tableStyles

const PAGE = 100
/** Characters of a text that is not broken into lines. */
const SHORT = 20
/** Characters of a cell that are shown. */
const CELL = 2_000

class TableState {
  shown = PAGE
  #sort: Sort | undefined
  #sorted: Table['rows'] | undefined

  get sort(): Sort | undefined {
    return this.#sort
  }

  /** Ascending, descending, then the server's own order again. */
  sortBy(column: string): void {
    if (this.#sort?.column !== column) this.#sort = { column, direction: 'ascending' }
    else this.#sort = this.#sort.direction === 'ascending' ? { column, direction: 'descending' } : undefined
    this.#sorted = undefined
  }

  rows(table: Table, language: string): Table['rows'] {
    return this.#sort ? (this.#sorted ??= sortRows(table, this.#sort, language)) : table.rows
  }
}

/** A list of flat objects as a table that the person can sort. `key` is the list. */
export function tableTemplate(view: ResultBody, key: object, table: Table, name?: string): TemplateResult {
  const { localize } = view
  const state = view.stateOf(key, TableState)
  const rows = state.rows(table, localize.lang())
  const count = localize.term('resultTable', rows.length, localize.number(rows.length))
  const label = name === undefined ? count : `${name}: ${count}`
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${label}>
      <table>
        <caption class=${name === undefined ? 'visually-hidden' : ''}>
          ${name === undefined ? count : html`<bdi>${name}</bdi> <span class="muted">${localize.number(rows.length)}</span>`}
        </caption>
        <thead>
          <tr>
            ${table.columns.map((column) => heading(view, state, column))}
          </tr>
        </thead>
        <tbody>
          ${rows.slice(0, state.shown).map(
            (row) =>
              html`<tr>
                ${table.columns.map((column) => cell(cellOf(row, column.name), column.numeric))}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <div class="table-tools">
      ${rows.length > state.shown ? moreButton(view, state, rows.length) : nothing}
      ${copyButtons(view, { ...table, rows }, name ?? view.context.toolName)}
    </div>`
}

const heading = (view: ResultBody, state: TableState, { name, numeric }: Table['columns'][number]): TemplateResult =>
  html`<th
    scope="col"
    class=${numeric ? 'number' : ''}
    aria-sort=${state.sort?.column === name ? state.sort.direction : 'none'}
  >
    <button
      type="button"
      @click=${() => {
        state.sortBy(name)
        view.update()
      }}
    >
      <bdi>${name}</bdi><span class="sort" aria-hidden="true"></span>
    </button>
  </th>`

function cell(value: Cell, numeric: boolean): TemplateResult {
  const text = String(value ?? '')
  return html`<td
    dir=${numeric ? nothing : 'auto'}
    class="${numeric ? 'number' : ''} ${text.length <= SHORT ? 'short' : ''}"
  >
    <span>${text.length > CELL ? `${text.slice(0, CELL)}…` : text}</span>
  </td>`
}

const moreButton = (view: ResultBody, state: TableState, rows: number): TemplateResult =>
  html`<button
    type="button"
    @click=${() => {
      state.shown += PAGE
      view.update()
    }}
  >
    ${view.localize.term('resultShowMore', view.localize.number(Math.min(PAGE, rows - state.shown)))}
  </button>`

/** In the order that is shown, all rows. */
function copyButtons(view: ResultBody, table: Table, name: string): TemplateResult {
  const { localize } = view
  const formats = [
    ['CSV', () => writeSeparated(table, ',')],
    ['TSV', () => writeSeparated(table, '\t')],
    ['JSON', () => prettyJson(table.rows) ?? ''],
  ] as const
  return html`<span class="copy-as" role="group" aria-label=${localize.term('tableCopyAs')}>
    <span class="muted" aria-hidden="true">${localize.term('tableCopyAs')}</span>
    ${formats.map(
      ([format, write]) =>
        html`<button
          type="button"
          class="quiet"
          aria-label=${localize.term('tableCopy', format)}
          @click=${() => view.copy(write())}
        >
          ${format}
        </button>`,
    )}
    <button
      type="button"
      class="quiet"
      @click=${() => saveFile(`${name.replace(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 80) || 'table'}.csv`, writeSeparated(table, ','))}
    >
      ${localize.term('tableDownload')}
    </button>
  </span>`
}

const separated = memoize(({ text, mimeType }: { readonly text: string; readonly mimeType?: string }) =>
  readSeparated(text, mimeType?.includes('tab-separated') ? '\t' : separatorOf(text)),
)

/** A CSV or TSV text as a table; as text where it is none. */
export function separatedTemplate(
  view: ResultBody,
  key: { readonly text: string; readonly mimeType?: string },
): TemplateResult {
  const table = separated(key)
  return table ? tableTemplate(view, key, table) : plainText(view, key, key.text)
}
