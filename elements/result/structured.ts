import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { define, isObject } from '../schema-form/core/json.ts'
import type { ResultBody } from './body.ts'
import { memoize, parseJsonText } from './data.ts'
import { byPart, tablePart, treePart } from './parts.ts'
import { readTable } from './table/rows.ts'
import type { Table } from './table/rows.ts'
import { plainText, textTemplate } from './text.ts'

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
  const left = {}
  for (const [name, entry] of rest) define(left, name, entry)
  return { tables, rest: rest.length > 0 ? left : undefined }
})

/** Shows any JSON value in the form that is easiest to read. */
export function structuredTemplate(view: ResultBody, value: unknown): unknown {
  const asTree = (part: unknown) => byPart(view, treePart, ({ jsonTree }) => jsonTree(view, part))
  if (typeof value !== 'object' || value === null) return asTree(value)
  const { tables, rest } = partsOf(value)
  return html`${rest === undefined ? nothing : asTree(rest)}
  ${tables.map(([name, key, table]) =>
    byPart(view, tablePart, ({ tableTemplate }) => tableTemplate(view, key, table, name)),
  )}`
}

const structureOf = memoize((key: { readonly text: string }) => parseJsonText(key.text))

/** A text with what its server says of it: `mimeType` is absent where it says nothing. */
export interface TypedText {
  readonly text: string
  readonly mimeType?: string
}

/** A text in the form that its type, or else what it looks like, asks for. */
export function readableText(view: ResultBody, key: TypedText): TemplateResult | unknown {
  const type = typeof key.mimeType === 'string' ? key.mimeType.split(';', 1)[0]!.trim().toLowerCase() : 'text/plain'
  if (type === 'text/csv' || type === 'text/tab-separated-values')
    return byPart(view, tablePart, ({ separatedTemplate }) => separatedTemplate(view, key))
  const structure = structureOf(key)
  if (structure !== undefined) return structuredTemplate(view, structure)
  if (type === 'text/markdown' || type === 'text/x-markdown') return textTemplate(view, key, true)
  return type === 'text/plain' ? textTemplate(view, key) : plainText(view, key, key.text)
}
