/** Lists of flat objects, read as tables. */
import { isObject } from '../schema-form/core/json.ts'

const TABLE_COLUMNS = 30
/** Characters of a table cell; longer texts read better in a tree. */
const TABLE_CELL = 1_000

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
      if ((typeof cell === 'object' && cell !== null) || (typeof cell === 'string' && cell.length > TABLE_CELL))
        return undefined
      numeric.set(name, numeric.get(name) !== false && (cell === null || typeof cell === 'number'))
      if (numeric.size > TABLE_COLUMNS) return undefined
    }
  }
  if (numeric.size === 0) return undefined
  return { columns: Array.from(numeric, ([name, all]) => ({ name, numeric: all })), rows: value }
}

/** Rows in order of one column: numbers by value, texts as people sort them, missing values last. */
export function sortRows(rows: Table['rows'], { column, direction }: Sort): Table['rows'] {
  const collator = new Intl.Collator(undefined, { numeric: true })
  const sign = direction === 'ascending' ? 1 : -1
  return rows.toSorted((one, other) => {
    const a = one[column] ?? undefined
    const b = other[column] ?? undefined
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined)
    return sign * (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)))
  })
}
