import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { isObject } from '../schema-form/core/json.ts'
import { memoize } from './data.ts'
import { readTable } from './rows.ts'
import type { Table } from './rows.ts'
import { jsonTree } from './json-tree.ts'
import type { ResultBody } from './body.ts'
import { tableTemplate } from './table.ts'

interface Parts {
  readonly tables: readonly (readonly [name: string | undefined, key: object, table: Table])[]
  /** What is no table. */
  readonly rest: unknown
}

/** A list of flat objects, or an object that holds some, is read as tables; everything else as a tree. */
const partsOf = memoize((value: object): Parts => {
  const table = readTable(value)
  if (table) return { tables: [[undefined, value, table]], rest: undefined }
  if (!isObject(value)) return { tables: [], rest: value }
  const tables: Parts['tables'][number][] = []
  const rest: [string, unknown][] = []
  for (const [name, entry] of Object.entries(value)) {
    const inner = readTable(entry)
    if (inner) tables.push([name, entry as object, inner])
    else rest.push([name, entry])
  }
  if (tables.length === 0) return { tables, rest: value }
  return { tables, rest: rest.length > 0 ? Object.fromEntries(rest) : undefined }
})

/** Shows any JSON value in the form that is easiest to read. */
export function structuredTemplate(view: ResultBody, value: unknown): TemplateResult {
  if (typeof value !== 'object' || value === null) return jsonTree(view, value)
  const { tables, rest } = partsOf(value)
  return html`${rest === undefined ? nothing : jsonTree(view, rest)}
  ${tables.map(([name, key, table]) => tableTemplate(view, key, table, name))}`
}
