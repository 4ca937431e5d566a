import { html } from 'lit'
import type { CallToolResult } from '../../../shared/mcp.ts'
import {
  afterEach,
  axeProblems,
  cleanUp,
  describe,
  equal,
  fixture,
  it,
  match,
  named,
  ok,
  textOf,
  until,
} from '../support.ts'
import { resultOf, text } from './host.ts'
import type { ResultHost } from './host.ts'

const show = (result: Partial<CallToolResult>) =>
  fixture<ResultHost>(html`<test-result .outcome=${resultOf(result)}></test-result>`)

const all = (host: ResultHost, selector: string) => [...host.shadowRoot!.querySelectorAll<HTMLElement>(selector)]

const ISSUES = [
  { title: 'Search ignores accents', comments: 3, updated: null },
  { title: 'Login page flickers', comments: 12, updated: '2026-11-20' },
  { title: 'add a sitemap', comments: 0, updated: '2026-11-12' },
]
const ROWS = ['Search ignores accents 3', 'Login page flickers 12 2026-11-20', 'add a sitemap 0 2026-11-12']

const rows = (host: ResultHost) => all(host, 'tbody tr').map(textOf)

async function sortBy(host: ResultHost, column: string): Promise<void> {
  named(host, 'th button', column).click()
  await host.updateComplete
}

describe('structured content', () => {
  afterEach(cleanUp)

  it('reads a list of flat objects as a table that can be sorted', async () => {
    const host = await show({ structuredContent: { issues: ISSUES } })
    match(textOf(host), /Result 3 items, 1\.2 s.*issues/)
    equal(rows(host), ROWS)
    await sortBy(host, 'comments')
    equal(rows(host), [ROWS[2], ROWS[0], ROWS[1]])
    equal(
      all(host, 'th').map((th) => th.ariaSort),
      ['none', 'ascending', 'none'],
    )
    await sortBy(host, 'comments')
    equal(rows(host), [ROWS[1], ROWS[0], ROWS[2]])
    await sortBy(host, 'comments')
    equal(rows(host), ROWS)
    await sortBy(host, 'title')
    equal(rows(host), [ROWS[2], ROWS[1], ROWS[0]])
    equal(await axeProblems(host), [])
  })

  it('sorts as people who read the language of the page do', async () => {
    const host = await show({ structuredContent: ['zebra', 'östron', 'ost'].map((word) => ({ word })) })
    for (const [language, words] of [
      ['en', ['ost', 'östron', 'zebra']],
      ['sv', ['ost', 'zebra', 'östron']],
    ] as const) {
      host.lang = language
      await sortBy(host, 'word')
      equal(rows(host), words, language)
      await sortBy(host, 'word')
      await sortBy(host, 'word')
    }
  })

  it('sorts missing values last, whichever way', async () => {
    const host = await show({ structuredContent: ISSUES })
    await sortBy(host, 'updated')
    equal(rows(host).at(-1), ROWS[0])
    await sortBy(host, 'updated')
    equal(rows(host).at(-1), ROWS[0])
  })

  it('aligns numbers at their end', async () => {
    const host = await show({ structuredContent: ISSUES })
    equal(
      all(host, 'tbody tr:first-child td').map((td) => getComputedStyle(td).textAlign),
      ['start', 'end', 'start'],
    )
  })

  it('shows long tables a page at a time', async () => {
    const host = await show({ structuredContent: Array.from({ length: 250 }, (_, id) => ({ id })) })
    equal(rows(host).length, 100)
    named(host, 'button', 'Show 100 more').click()
    await host.updateComplete
    named(host, 'button', 'Show 50 more').click()
    await host.updateComplete
    equal(rows(host).length, 250)
  })

  it('shows other values as a tree, whose branches render when they are opened', async () => {
    const deep = { list: Array.from({ length: 40 }, (_, n) => ({ n, more: { leaf: `leaf-${n}` } })), ready: true }
    const host = await show({ structuredContent: deep })
    match(textOf(host), /list\s+40 entries.*ready\s+true/)
    ok(!textOf(host).includes('leaf-0'))
    for (const name of ['list', '0', 'more']) {
      all(host, '[role=treeitem]')
        .find((one) => textOf(one).startsWith(name))!
        .click()
      await host.updateComplete
    }
    match(textOf(host), 'leaf-0')
    equal(await axeProblems(host), [])
  })

  it('survives a nesting that would exhaust the stack', async () => {
    let value: unknown = 'bottom'
    for (let depth = 0; depth < 100_000; depth++) value = [value]
    const host = await show({ structuredContent: value, content: [text('{}')] })
    match(textOf(host), '0 1 entry')
    named(host, 'button', 'JSON').click()
    await host.updateComplete
    match(textOf(host), 'nested too deeply')
  })

  it('pretty-prints a text that is JSON as a whole', async () => {
    const host = await show({ content: [text(JSON.stringify(ISSUES))] })
    equal(rows(host), ROWS)
  })

  it('leaves JSON text alone where reading it would change a number', async () => {
    const host = await show({ content: [text('{"id": 12345678901234567890}')] })
    match(textOf(host), '{"id": 12345678901234567890}')
  })

  it('shows once what the only text block repeats', async () => {
    const table = await show({
      structuredContent: { issues: ISSUES },
      content: [text(JSON.stringify({ issues: ISSUES }, null, 2))],
    })
    equal(all(table, 'table').length, 1)
    const wrapped = await show({ structuredContent: { result: 'hello' }, content: [text('hello')] })
    equal(textOf(wrapped).match(/hello/g)?.length, 1)
    const other = await show({ structuredContent: { total: 2 }, content: [text('Two issues')] })
    match(textOf(other), /Two issues.*Structured content.*total\s+2/)
  })
})

describe('the tools of a result', () => {
  afterEach(cleanUp)

  it('shows the raw JSON', async () => {
    const host = await show({ content: [text('hi')], _meta: { took: 3 } })
    const json = named(host, 'button', 'JSON')
    json.click()
    await host.updateComplete
    equal(json.ariaPressed, 'true')
    match(textOf(host), '{ "content": [ { "type": "text", "text": "hi" } ], "_meta": { "took": 3 } }')
    equal(await axeProblems(host), [])
  })

  it('copies text as text, and everything else as JSON', async () => {
    const copied: string[] = []
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: {
        writeText: async (value: string) => {
          copied.push(value)
        },
      },
    })
    const host = await show({ content: [text('plain')] })
    named(host, 'button', 'Copy').click()
    await until(() => host.said.includes('Copied'))
    named(await show({ structuredContent: { n: 1 } }), 'button', 'Copy').click()
    await until(() => copied.length === 2)
    Reflect.deleteProperty(navigator, 'clipboard')
    equal(copied[0], 'plain')
    equal(JSON.parse(copied[1]!), { content: [], structuredContent: { n: 1 } })
  })
})
