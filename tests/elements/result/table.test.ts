import { readSeparated, writeSeparated } from '../../../elements/result/table/csv.ts'
import { readTable } from '../../../elements/result/table/rows.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, match, named, ok, textOf } from '../support.ts'
import { all, copiedBy, find, press, savedBy, show, showBlock } from './host.ts'

const ROWS = [
  { name: 'a "quoted", one', count: 3, note: '=HYPERLINK("https://evil.example")' },
  { name: 'two\nlines', count: -12, note: '+1 more' },
  { name: '@ada', count: null, note: '-12.5' },
]

describe('a table', () => {
  afterEach(cleanUp)

  it('is copied as CSV, TSV and JSON, without formulas, in the order that is shown', async () => {
    const host = await show({ structuredContent: ROWS })
    const [csv] = await copiedBy(() => press(host, 'Copy as CSV'))
    equal(csv!.split('\r\n'), [
      'name,count,note',
      `"a ""quoted"", one",3,"'=HYPERLINK(""https://evil.example"")"`,
      `"two\nlines",-12,'+1 more`,
      "'@ada,,-12.5",
    ])
    await press(host, 'count')
    const [tsv] = await copiedBy(() => press(host, 'Copy as TSV'))
    equal(tsv!.split('\r\n')[1], `"two\nlines"\t-12\t'+1 more`)
    const [json] = await copiedBy(() => press(host, 'Copy as JSON'))
    equal(JSON.parse(json!)[0], ROWS[1])
    equal(await savedBy(() => press(host, 'Download CSV')).then(([file]) => file!.name), 'list_issues.csv')
    equal(host.said.at(-1), 'Copied')
    equal(await axeProblems(host), [])
  })

  it('is sorted by keys: its headings are buttons, and tell how it is sorted', async () => {
    const host = await show({ structuredContent: ROWS })
    const button = named(host, 'th button', 'count')
    button.focus()
    button.click()
    await host.updateComplete
    equal(button.closest('th')!.ariaSort, 'ascending')
    equal(host.shadowRoot!.activeElement, button)
    equal(find(host, '.scroll')!.tabIndex, 0)
  })

  it('has columns of any name', async () => {
    const host = await show({ structuredContent: JSON.parse('[{"constructor": 1, "__proto__": "x"}, {"a": 2}]') })
    equal(all(host, 'tbody tr').map(textOf), ['1 x', '2'])
    await press(host, 'constructor')
    equal(all(host, 'tbody tr').map(textOf), ['1 x', '2'])
  })

  it('is what a CSV resource is', async () => {
    const text = 'name;count\n"a; ""b""\nc";12,5\nd;3\n'
    const host = await showBlock({
      type: 'resource',
      resource: { uri: 'file:///a/data.csv', mimeType: 'text/csv', text },
    })
    equal(all(host, 'th').map(textOf), ['name', 'count'])
    equal(all(host, 'tbody tr').map(textOf), ['a; "b" c 12,5', 'd 3'])
    await press(host, 'count')
    equal(all(host, 'tbody tr').map(textOf), ['d 3', 'a; "b" c 12,5'])
    equal(getComputedStyle(find(host, 'tbody td:last-child')!).textAlign, 'end')
    equal(await axeProblems(host), [])
  })

  it('is left as text where it is none', async () => {
    const host = await showBlock({ type: 'resource', resource: { uri: 'a', mimeType: 'text/csv', text: 'one line' } })
    equal(find(host, 'table'), null)
    match(textOf(host), 'one line')
  })
})

describe('comma-separated values', () => {
  it('are read as they were written', () => {
    const table = readTable([
      { a: 'x, y', b: 'line\r\nbreak', c: '"' },
      { a: '', b: 'plain', c: 'ü' },
    ])!
    for (const separator of [',', '\t'] as const) {
      const read = readSeparated(writeSeparated(table, separator), separator)!
      equal(read.rows, table.rows)
    }
  })

  it('of repeated and missing names have columns all the same', () => {
    const table = readSeparated('a,a,\n1,2,3\n4', ',')!
    equal(
      table.columns.map(({ name }) => name),
      ['a', 'a′', '3'],
    )
    equal(table.rows.length, 2)
  })

  it('with a quote that is not closed are read up to it', () => {
    equal(readSeparated('a,b\n1,2\n"3,4', ',')!.rows.length, 1)
    ok(readSeparated(`${'"'.repeat(100_001)}`, ',') === undefined)
  })
})
