import type { ContentBlock } from '../../../shared/mcp.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, match, named, ok, textOf, until } from '../support.ts'
import { find, resultOf, show, text } from './host.ts'

/** A red dot, 1 by 1. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

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
    // No picture has so many bits for a colour. Of one that ends too early some browsers show the beginning.
    const data = btoa(`${atob(PNG).slice(0, 24)}M${atob(PNG).slice(25)}`)
    const damaged = await show(resultOf({ content: [{ type: 'image', data, mimeType: 'image/png' }] }))
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
})
