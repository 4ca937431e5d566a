/** Comma- and tab-separated values: read to be shown, written to be copied. */
import { define, own } from '../../schema-form/core/json.ts'
import type { Cell, Table } from './rows.ts'

/** Rows of a file that are read. */
const ROWS = 50_000
const COLUMNS = 100

/** The rows of a CSV or TSV text (RFC 4180), the first as names of columns; undefined where it has no second row. */
export function readSeparated(text: string, separator: ',' | '\t' | ';'): Table | undefined {
  const [names, ...rows] = readRecords(text, separator)
  if (!names || rows.length === 0 || names.length > COLUMNS) return undefined
  const columns = uniqueNames(names)
  const isNumber = (cell: string | undefined) => /^\s*-?\d+([.,]\d+)?\s*$/.test(cell ?? '')
  return {
    columns: columns.map((name, index) => ({
      name,
      numeric: rows.every((row) => (row[index] ?? '') === '' || isNumber(row[index])),
    })),
    rows: rows.map((row) => {
      const object: Record<string, Cell> = {}
      for (const [index, name] of columns.entries()) define(object, name, row[index])
      return object
    }),
  }
}

/** The separator that a text without a type of its own uses most in its first line. */
export function separatorOf(text: string): ',' | '\t' | ';' {
  const [first = ''] = text.split('\n', 1)
  const count = (separator: string) => first.split(separator).length
  if (count('\t') > count(',')) return '\t'
  return count(';') > count(',') ? ';' : ','
}

function readRecords(text: string, separator: string): string[][] {
  const cells = new RegExp(
    `(?:"((?:[^"]|"")*)"|([^${separator}"\\r\\n][^${separator}\\r\\n]*)?)(${separator}|\\r?\\n|\\r|$)`,
    'y',
  )
  const records: string[][] = []
  let record: string[] = []
  while (cells.lastIndex < text.length && records.length <= ROWS) {
    const found = cells.exec(text)
    // A quote that is not closed: the rest is no table.
    if (!found) break
    const [, quoted, plain = '', end] = found
    record.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === separator) {
      if (cells.lastIndex === text.length) record.push('')
      else continue
    }
    records.push(record)
    record = []
  }
  return records.filter((cells) => cells.length > 1 || cells[0] !== '')
}

function uniqueNames(names: readonly string[]): string[] {
  const seen = new Set<string>()
  return names.map((name, index) => {
    let unique = name.trim() || String(index + 1)
    while (seen.has(unique)) unique += '′'
    seen.add(unique)
    return unique
  })
}

/**
 * A table as CSV or TSV. Texts that a spreadsheet would run as a formula get an apostrophe in front, as OWASP's "CSV
 * Injection" advises; numbers do not.
 */
export function writeSeparated({ columns, rows }: Table, separator: ',' | '\t'): string {
  const lines = [
    columns.map(({ name }) => field(name, separator)),
    ...rows.map((row) => columns.map(({ name }) => field(own(row, name) as Cell, separator))),
  ]
  return lines.map((line) => line.join(separator)).join('\r\n')
}

function field(cell: Cell, separator: string): string {
  const text = String(cell ?? '')
  const isNumber = typeof cell !== 'string' || /^[+-]?\d+(\.\d+)?$/.test(text)
  const safe = !isNumber && /^[\s]*[=+\-@＝＋－＠]|^[\t\r\n]/.test(text) ? `'${text}` : text
  return safe.includes(separator) || /["\r\n\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
