import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { API_PAGE, apiPage } from '../../docs/site/api.ts'
import { Source } from '../../docs/site/source.ts'
import { readPage, ROOT } from '../../docs/site/pages.ts'
import { ERRORS, TRANSPORT_CODES } from '../../shared/errors.ts'
import type { ErrorCode } from '../../shared/errors.ts'
import { LIMITS } from '../../shared/limits.ts'
import { ELEMENTS } from './markup.ts'

/** The rows of all tables of a page, by the first name in each. */
function rowsOf(path: string): Map<string, string[]> {
  const rows = readPage(path).tokens.flatMap((token) => (token.type === 'table' ? token.rows : []))
  return new Map(
    rows.map((row: { text: string }[]) => [
      /`\.?([\w.-]+)/.exec(row[0]!.text)?.[1] ?? row[0]!.text,
      row.map(({ text }) => text),
    ]),
  )
}

describe('the documentation', () => {
  it('has the API as the source has it (else: npm run docs:api)', () => {
    expect(readFileSync(API_PAGE, 'utf8')).toBe(apiPage())
  })

  it('has a row for each error code, with its status, and whether to try again', () => {
    const rows = rowsOf('docs/troubleshooting.md')
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      const [status, retryable] = ERRORS[code]
      const shown = TRANSPORT_CODES.has(code) ? `**${status}**` : String(status)
      expect(rows.get(code)?.slice(1, 3), code).toEqual([shown, retryable ? 'yes' : 'no'])
      expect(rows.get(code)?.[3]?.length, code).toBeGreaterThan(10)
    }
    // Those of the page itself, and no others.
    const others = [...rows.keys()].filter((name) => /^[a-z]+(_[a-z]+)+$/.test(name) && !Object.hasOwn(ERRORS, name))
    expect(others).toEqual(['invalid_answer'])
    expect(rows.has('network')).toBe(true)
  })

  it('has each option and limit of the handler in the README', () => {
    const text = readFileSync(`${ROOT}README.md`, 'utf8')
    const options = new Source(new URL('../../server/options.ts', import.meta.url)).members('HandlerOptions')
    // `limits` of other names in the options: `sessionTtl`, `heartbeatInterval`.
    const limits = Object.keys(LIMITS).filter((name) => name !== 'sessionTtlSeconds')
    const missing = [...options.map(({ name }) => name), ...limits].filter((name) => !text.includes(`\`${name}`))
    expect(missing).toEqual([])
  })

  it('has every connection state among the concepts', () => {
    const { declarations } = new Source(new URL('../../shared/connection.ts', import.meta.url)).declared(
      'CONNECTION_STATES',
    )
    const states = (declarations[0].init.expression.elements as { value: string }[]).map(({ value }) => value)
    const rows = rowsOf('docs/concepts.md')
    expect(states.filter((state) => !rows.has(state))).toEqual([])
  })

  it('has every token among those of theming', () => {
    const rows = rowsOf('docs/theming.md')
    const tokens = ELEMENTS.get('mcp-connections')!.cssProperties.map(({ name }) => name)
    expect(tokens.length).toBeGreaterThan(10)
    expect(tokens.filter((token) => !rows.has(token))).toEqual([])
  })
})
