/** Lists of flat objects, read as tables. */
import { isObject, own } from '../../schema-form/core/json.ts'

const COLUMNS = 30
/** Characters of a table cell; longer texts read better in a tree. */
const CELL = 1_000

export type Cell = string | number | boolean | null | undefined

export interface Table {
  readonly columns: readonly { readonly name: string; readonly numeric: boolean }[]
  readonly rows: readonly Readonly<Record<string, Cell>>[]
}

export interface Sort {
  readonly column: string
  readonly direction: 'ascending' | 'descending'
}

/** A list of flat objects as a table, or undefined for anything else. */
export function readTable(value: unknown): Table | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined
  const numeric = new Map<string, boolean>()
  for (const row of value) {
    if (!isObject(row)) return undefined
    for (const [name, cell] of Object.entries(row)) {
      if ((typeof cell === 'object' && cell !== null) || (typeof cell === 'string' && cell.length > CELL))
        return undefined
      numeric.set(name, numeric.get(name) !== false && (cell === null || typeof cell === 'number'))
      if (numeric.size > COLUMNS) return undefined
    }
  }
  if (numeric.size === 0) return undefined
  return { columns: Array.from(numeric, ([name, all]) => ({ name, numeric: all })), rows: value }
}

/** A cell; names such as `constructor` are columns like any other. */
export const cellOf = (row: Table['rows'][number], column: string): Cell => own(row, column) as Cell

/** Rows in order of one column: numbers by value, texts as people who read this language sort them, missing values last. */
export function sortRows({ rows, columns }: Table, { column, direction }: Sort, language: string): Table['rows'] {
  const collator = new Intl.Collator(language, { numeric: true })
  const sign = direction === 'ascending' ? 1 : -1
  const numeric = columns.some(({ name, numeric }) => name === column && numeric)
  const valueOf = (row: Table['rows'][number]): Cell => {
    const cell = cellOf(row, column) ?? undefined
    return numeric && typeof cell === 'string' && cell !== ''
      ? Number(cell.replace(',', '.'))
      : cell === ''
        ? undefined
        : cell
  }
  const keyed = rows.map((row) => ({ row, value: valueOf(row) }))
  keyed.sort(({ value: a }, { value: b }) => {
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)))
  })
  return keyed.map(({ row }) => row)
}
