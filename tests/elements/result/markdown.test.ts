import { afterEach, axeProblems, cleanUp, describe, equal, it, match, named, ok, textOf } from '../support.ts'
import { all, copiedBy, find, press, show, showBlock, showText } from './host.ts'

const NOTES = `# Release notes

Some **bold**, *soft*, ~~gone~~ words, \`code\` and a
line.  
Broken &amp; &#x41;.

### Deep

- [x] done
- [ ] open
  1. one
  2. two

> quoted

| Name | Count |
| --- | --: |
| a | 12 |

\`\`\`ts
const x = '<b>'
\`\`\`

---

<b onclick="x()">raw</b>
`

describe('markdown', () => {
  afterEach(cleanUp)

  it('is read where a text clearly is markdown', async () => {
    const host = await showText(NOTES)
    equal(
      all(host, '[role=heading]').map((one) => [one.ariaLevel, textOf(one)]),
      [
        ['4', 'Release notes'],
        ['5', 'Deep'],
      ],
    )
    equal(textOf(find(host, '.markdown strong')!), 'bold')
    equal(textOf(find(host, '.markdown em')!), 'soft')
    equal(textOf(find(host, '.markdown del')!), 'gone')
    match(textOf(host), 'Broken & A.')
    equal(
      all(host, '.checkbox').map(({ ariaLabel }) => ariaLabel),
      ['Done', 'Not done'],
    )
    equal(all(host, 'ol > li').length, 2)
    equal(textOf(find(host, 'blockquote')!), 'quoted')
    equal(getComputedStyle(find(host, '.markdown td:last-child')!).textAlign, 'end')
    equal(textOf(find(host, 'pre')!), "const x = '<b>'")
    ok(find(host, 'hr'))
    equal(find(host, '.markdown b'), null)
    match(textOf(host), '<b onclick="x()"> raw </b>')
    equal(await axeProblems(host), [])
  })

  it('has headings below those of the page', async () => {
    const host = await show(
      { content: [{ type: 'text', text: '## One\n\n# Two\n\n###### Three\n' }] },
      { headingLevel: 5 },
    )
    equal(
      all(host, '[role=heading]').map(({ ariaLevel }) => ariaLevel),
      ['5', '5', '6'],
    )
  })

  it('can be read as text, and a text with faint signs as markdown', async () => {
    const host = await showText(NOTES)
    await press(host, 'Text')
    match(textOf(find(host, '.text')!), '# Release notes')
    equal(find(host, '.markdown'), null)
    const list = await showText('Found:\n- one\n- two')
    equal(find(list, '.markdown'), null)
    await press(list, 'Markdown')
    equal(all(list, '.markdown li').length, 2)
    equal(await axeProblems(list), [])
  })

  it('offers no choice where a text has nothing of it', async () => {
    const host = await showText('Three issues were found.')
    equal(find(host, '.segmented.small'), null)
    equal(find(await showText('# a comment\nimport os\n'), '.markdown'), null)
  })

  it('is what a resource of that type is', async () => {
    const resource = { uri: 'file:///a.md', mimeType: 'text/markdown; charset=utf-8', text: 'plain *words*' }
    const host = await showBlock({ type: 'resource', resource })
    equal(textOf(find(host, '.markdown em')!), 'words')
  })

  it('links to the web and to mail only, and says where to', async () => {
    const host = await showText(
      `**Links** [docs](https://example.com/a "t") [https://bank.example](https://evil.example/) <https://example.org/x>
       [mail](mailto:ada@example.com) [bad](javascript:alert(1)) [data](data:text/html,x) [file](file:///etc) [rel](/api)
       [name](https://bank.example@evil.example/) [coded](java&#115;cript:alert(1)) [tab](java\tscript:alert(1))`,
    )
    equal(
      all<HTMLAnchorElement>(host, 'a').map(({ href, rel, target }) => [href, rel, target]),
      ['https://example.com/a', 'https://evil.example/', 'https://example.org/x', 'mailto:ada@example.com'].map(
        (href) => [href, 'noopener noreferrer', '_blank'],
      ),
    )
    match(textOf(host), /docs \( example\.com \)/)
    match(textOf(host), /https:\/\/bank\.example \( evil\.example \)/)
    match(textOf(host), '[bad](javascript:alert(1))')
    equal(await axeProblems(host), [])
  })

  it('fetches no image: it links to it', async () => {
    const host = await showText(
      '## Cat\n\n![A cat](https://img.example/cat.png) ![x](data:image/png;base64,AAAA) ![y](x.png)',
    )
    equal(find(host, 'img'), null)
    equal(
      all<HTMLAnchorElement>(host, 'a').map(({ href }) => href),
      ['https://img.example/cat.png'],
    )
    match(textOf(host), /Image: A cat \( img\.example \)/)
  })

  it('copies code', async () => {
    const host = await showText(NOTES)
    equal(await copiedBy(() => press(host, 'Copy code')), ["const x = '<b>'"])
    equal(host.said.at(-1), 'Copied')
  })

  it('shows as text what is too deep or too long', async () => {
    for (const mark of ['> ', '>', '- ', '1. ']) {
      const deep = await showBlock({
        type: 'resource',
        resource: { uri: 'a', mimeType: 'text/markdown', text: `first\n\n${mark.repeat(3_000)}bottom` },
      })
      match(textOf(deep), 'Here it is as it came.')
      match(textOf(deep), 'bottom')
    }
    const long = await showText(`# Long\n\n${'word '.repeat(30_000)}`)
    match(textOf(long), 'Here it is as it came.')
    const nested = await showText(
      `# Nested\n\n${Array.from({ length: 60 }, (_, n) => `${'  '.repeat(n)}- item ${n}`).join('\n')}`,
    )
    match(textOf(nested), 'item 59')
    ok(all(nested, '.markdown li').length < 20)
  })

  it('stays small for a text that is all marks', async () => {
    const host = await showText(`# Marks\n\n${'*a* '.repeat(900)}\n\n`.repeat(15))
    ok(all(host, '.markdown em').length < 5_000)
    equal(textOf(host).match(/a/g)!.length > 13_000, true)
  })

  it('keeps what a paragraph without end says, unread', async () => {
    const host = await showText(`# One\n\n${'_a'.repeat(10_000)} **END**`)
    match(textOf(host), '**END**')
    named(host, 'button', 'Text')
  })
})
