import { html } from 'lit'
import { McpError } from '../../../elements/core/error.ts'
import type { Outcome, ResultContext } from '../../../elements/result/result-view.ts'
import type { ContentBlock } from '../../../shared/mcp.ts'
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

/** A red dot, 1 by 1. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

const show = (outcome: Outcome, context: Partial<ResultContext> = {}) =>
  fixture<ResultHost>(html`<test-result .outcome=${outcome} .context=${context}></test-result>`)

const find = <E extends Element>(host: ResultHost, selector: string) => host.shadowRoot!.querySelector<E>(selector)

const NOTE: ContentBlock = {
  type: 'resource_link',
  uri: 'notes://1',
  name: 'note-1',
  title: 'A note',
  mimeType: 'text/plain',
  size: 2048,
}

describe('content blocks', () => {
  afterEach(cleanUp)

  it('shows the blocks in the order in which they came, with their number and the time', async () => {
    const host = await show(
      resultOf({ content: [text('first'), { type: 'image', data: PNG, mimeType: 'image/png' }, text('last')] }),
    )
    match(textOf(host), /Result 3 items, 1\.2 s.*first.*last/)
    const image = find<HTMLCanvasElement>(host, 'canvas')!
    equal([image.role, image.ariaLabel], ['img', 'Image from list_issues (image/png)'])
    equal([...image.getContext('2d')!.getImageData(0, 0, 1, 1).data.slice(0, 3)], [255, 0, 0])
    equal(await axeProblems(host), [])
  })

  it('shows hostile text as text', async () => {
    const host = await show(resultOf({ content: [text('<img src=x onerror="document.title=1"> <b>bold</b>')] }))
    match(textOf(host), '<img src=x onerror="document.title=1"> <b>bold</b>')
    equal(find(host, 'img, b'), null)
  })

  it('clamps a long text, and shows all of it when asked', async () => {
    const host = await show(resultOf({ content: [text(`${'x'.repeat(100_000)}END`)] }))
    ok(!textOf(host).includes('END'))
    named(host, 'button', 'Show all (100 kB)').click()
    await host.updateComplete
    match(textOf(host), 'END')
  })

  it('says that an empty result is empty', async () => {
    match(textOf(await show(resultOf({}))), 'The tool finished and returned nothing.')
    match(textOf(await show(resultOf({ content: [text(' ')] }))), 'The tool finished and returned nothing.')
  })

  it('never shows SVG or HTML as a document', async () => {
    const data = btoa('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')
    const host = await show(resultOf({ content: [{ type: 'image', data, mimeType: 'image/svg+xml' }] }))
    equal(find(host, 'img, svg script, iframe, object, embed'), null)
    match(textOf(host), /image\/svg\+xml, \d+ byte SVG can carry scripts/)
    named(host, 'button', 'Download list_issues')
  })

  it('says that bytes are not base64, or damaged', async () => {
    const broken = await show(resultOf({ content: [{ type: 'image', data: '%%%', mimeType: 'image/png' }] }))
    match(textOf(broken), 'The server sent image/png data that is not valid base64')
    const damaged = await show(
      resultOf({ content: [{ type: 'image', data: PNG.slice(0, 60), mimeType: 'image/png' }] }),
    )
    await until(() => textOf(damaged).includes('The server’s image/png data is damaged'))
  })

  it('opens web links apart from this page, and shows all other addresses as text', async () => {
    const link = (uri: string): ContentBlock => ({ type: 'resource_link', uri, name: uri })
    const host = await show(
      resultOf({ content: [link('https://example.com/a'), link('javascript:alert(1)'), link('file:///etc/passwd')] }),
    )
    const links = [...host.shadowRoot!.querySelectorAll('a')]
    equal(
      links.map(({ href, rel, target }) => [href, rel, target]),
      [['https://example.com/a', 'noopener noreferrer', '_blank']],
    )
    match(textOf(host), 'javascript:alert(1)')
  })

  it('reads a linked resource in place', async () => {
    const asked: string[] = []
    const readResource = async (uri: string) => {
      asked.push(uri)
      return { contents: [{ uri, mimeType: 'text/plain', text: 'the note itself' }] }
    }
    const host = await show(resultOf({ content: [NOTE] }), { readResource })
    match(textOf(host), /A note text\/plain, 2 kB notes:\/\/1/)
    equal(asked, [])
    named(host, 'button', 'Read A note').click()
    await until(() => textOf(host).includes('the note itself'))
    equal(asked, ['notes://1'])
    equal(await axeProblems(host), [])
  })

  it('says why a linked resource cannot be read', async () => {
    const readResource = () =>
      Promise.reject(new McpError({ code: 'upstream_timeout', message: 'Too slow.', retryable: true }))
    const host = await show(resultOf({ content: [NOTE] }), { readResource })
    named(host, 'button', 'Read A note').click()
    await until(() => textOf(host).includes('GitHub did not complete the call. Too slow.'))
  })

  it('shows embedded resources: text as text, bytes as a file to save', async () => {
    const host = await show(
      resultOf({
        content: [
          { type: 'resource', resource: { uri: 'file:///a/readme.txt', mimeType: 'text/plain', text: 'read me' } },
          {
            type: 'resource',
            resource: { uri: 'file:///a/data.pdf', mimeType: 'application/pdf', blob: btoa('%PDF') },
          },
        ],
      }),
    )
    match(textOf(host), /readme\.txt text\/plain.*read me.*data\.pdf application\/pdf/)
    const saved: string[] = []
    HTMLAnchorElement.prototype.click = function click() {
      saved.push(`${this.download} ${this.href.slice(0, 5)}`)
    }
    named(host, 'button', 'Download data.pdf').click()
    Reflect.deleteProperty(HTMLAnchorElement.prototype, 'click')
    equal(saved, ['data.pdf blob:'])
  })

  it('names a kind of content that it does not know', async () => {
    const host = await show(resultOf({ content: [{ type: 'hologram' } as unknown as ContentBlock] }))
    match(textOf(host), 'The tool returned “hologram” content')
  })
})

describe('whose failure it is', () => {
  afterEach(cleanUp)

  const failure = (code: McpError['code'], message: string): Outcome => ({
    type: 'error',
    error: new McpError({ code, message, retryable: true, requestId: 'r-1' }),
    duration: 10,
  })

  it('the tool’s own', async () => {
    const host = await show(resultOf({ isError: true, content: [text('No such repository')] }))
    equal(textOf(find(host, '[role=alert]')!), 'list_issues ran and reported an error.')
    match(textOf(host), 'No such repository')
    equal(await axeProblems(host), [])
  })

  it('the MCP server’s', async () => {
    const host = await show(failure('upstream_protocol', 'It answered nonsense.'))
    equal(
      textOf(find(host, '[role=alert]')!),
      'GitHub did not complete the call. It answered nonsense. If it stays so, tell those who run the server. upstream_protocol, Request r-1',
    )
    equal(await axeProblems(host), [])
  })

  it('this site’s', async () => {
    const host = await show(failure('rate_limited', 'Too many requests.'))
    match(textOf(find(host, '[role=alert]')!), 'This site did not complete the call. Too many requests.')
  })

  it('the network’s: the call may have run', async () => {
    const host = await show(failure('network', 'fetch failed'))
    match(textOf(find(host, '[role=alert]')!), /The connection to this site failed\..*it may have run\./)
  })
})
