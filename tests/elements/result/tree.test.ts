import { afterEach, axeProblems, cleanUp, describe, equal, it, match, named, ok, textOf, until } from '../support.ts'
import { all, copiedBy, find, press, show } from './host.ts'
import type { ResultHost } from './host.ts'

/** Some 5 MB, and 340,000 lines of pretty JSON. */
const large = () => ({
  entries: Array.from({ length: 42_500 }, (_, id) => ({
    id,
    name: `entry number ${id} of all`,
    tags: ['one', 'two', id],
    more: { a: id, b: null },
  })),
})

const VALUE = {
  repo: { name: 'site', 'odd key': { deep: [1, 2, { x: 'needle' }] } },
  list: Array.from({ length: 250 }, (_, n) => ({ n, inner: { id: `id-${n}` } })),
  ready: true,
}

const rows = (host: ResultHost) => all(host, '[role=treeitem]')
const active = (host: ResultHost) => textOf(host.shadowRoot!.activeElement!)

async function key(host: ResultHost, name: string): Promise<void> {
  const target = host.shadowRoot!.activeElement!
  target.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true, composed: true, cancelable: true }))
  await host.updateComplete
  await new Promise((resolve) => setTimeout(resolve))
}

async function search(host: ResultHost, text: string): Promise<void> {
  const field = find<HTMLInputElement>(host, '[type=search]')!
  field.value = text
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))
  await host.updateComplete
}

describe('a tree of JSON', () => {
  afterEach(cleanUp)

  it('renders a value of 340,000 lines by a few elements', async () => {
    const value = large()
    ok(JSON.stringify(value, null, 2).split('\n').length > 340_000)
    const host = await show({ structuredContent: value })
    match(textOf(host), 'entries: 42,500 entries'.replace(':', ''))
    ok(all(host, '*').length < 300)
    rows(host)[0]!.click()
    await host.updateComplete
    match(textOf(host), /0 to 9,999.*0 to 99/)
    ok(all(host, '*').length < 2_500, `${all(host, '*').length} elements`)
    await press(host, 'Expand all')
    ok(all(host, '*').length < 5_000, `${all(host, '*').length} elements`)
    equal(host.said.at(-1), 'Only about 500 entries are opened at once.')
  })

  it('finds what is far down in it', async () => {
    const host = await show({ structuredContent: large() })
    await search(host, 'number 42123 of')
    match(textOf(host), '1 of 1')
    match(textOf(find(host, '.row.active')!), 'entry number 42123 of all')
    equal(textOf(find(host, 'mark')!), 'number 42123 of')
    equal(textOf(find(host, '.tree-place code')!), '$.entries[42123].name')
    ok(all(host, '*').length < 4_000, `${all(host, '*').length} elements`)
    await search(host, 'entry number')
    match(textOf(host), '1 of 1,000+')
    await press(host, 'Next')
    match(textOf(host), '2 of 1,000+')
    await press(host, 'Previous')
    await press(host, 'Previous')
    match(textOf(host), '1,000 of 1,000+')
    await search(host, 'no such thing')
    match(textOf(host), 'Nothing found')
  })

  it('searches as the person types', async () => {
    const host = await show({ structuredContent: VALUE })
    const field = find<HTMLInputElement>(host, '[type=search]')!
    field.value = 'NEEDLE'
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
    await until(() => textOf(host).includes('1 of 1'))
    equal(textOf(find(host, '.tree-place code')!), '$.repo["odd key"].deep[2].x')
  })

  it('is used by keys alone', async () => {
    const host = await show({ structuredContent: VALUE, content: [] })
    await press(host, 'Collapse all')
    equal(
      rows(host).map(({ tabIndex }) => tabIndex),
      [0, -1, -1],
    )
    rows(host)[0]!.focus()
    await key(host, 'ArrowRight')
    equal(rows(host)[0]!.ariaExpanded, 'true')
    await key(host, 'ArrowRight')
    match(active(host), /^name/)
    await key(host, 'ArrowDown')
    match(active(host), /^odd key/)
    await key(host, 'Enter')
    await key(host, 'ArrowDown')
    match(active(host), /^deep/)
    await key(host, 'ArrowLeft')
    match(active(host), /^odd key/)
    await key(host, 'ArrowLeft')
    await key(host, 'ArrowLeft')
    match(active(host), /^repo/)
    await key(host, 'End')
    match(active(host), /^ready/)
    await key(host, 'Home')
    await key(host, 'n')
    match(active(host), /^name/)
    equal(rows(host).filter(({ tabIndex }) => tabIndex === 0).length, 1)
  })

  it('tells each row’s place to those who do not see it', async () => {
    const host = await show({ structuredContent: { a: { b: 1, c: 2 } } })
    equal(
      rows(host).map((row) => [row.ariaLevel, row.ariaPosInSet, row.ariaSetSize, row.ariaExpanded]),
      [
        ['1', '1', '1', 'true'],
        ['2', '1', '2', null],
        ['2', '2', '2', null],
      ],
    )
    equal(await axeProblems(host), [])
  })

  it('copies the path and the value of the chosen row', async () => {
    const host = await show({ structuredContent: VALUE })
    await search(host, 'odd key')
    equal(await copiedBy(() => press(host, 'Copy path')), ['$.repo["odd key"]'])
    const [value] = await copiedBy(() => press(host, 'Copy value'))
    equal(JSON.parse(value!), VALUE.repo['odd key'])
    equal(await axeProblems(host), [])
  })

  it('opens a long string when asked', async () => {
    const host = await show({ structuredContent: { text: `${'x'.repeat(300)}END` } })
    ok(!textOf(host).includes('END'))
    rows(host)[0]!.click()
    await host.updateComplete
    match(textOf(host), 'END')
  })

  it('expands all of a small value, and collapses it', async () => {
    const host = await show({ structuredContent: VALUE.list.slice(0, 15) })
    equal(rows(host).length, 15)
    await press(host, 'Expand all')
    match(textOf(host), 'id-14')
    await press(host, 'Collapse all')
    equal(rows(host).length, 15)
  })

  it('shows names that mean something to JavaScript like any other', async () => {
    const host = await show({ structuredContent: JSON.parse('{"__proto__": {"x": 1}, "constructor": 2}') })
    match(textOf(host), /__proto__ 1 entry x 1 constructor 2/)
  })

  it('finds nothing beyond a depth that nobody reads, and does not hang', async () => {
    let value: unknown = 'bottom'
    for (let depth = 0; depth < 50_000; depth++) value = { a: value }
    const host = await show({ structuredContent: value })
    await search(host, 'bottom')
    match(textOf(host), 'Nothing found')
    named(host, 'button', 'Expand all')
  })
})
