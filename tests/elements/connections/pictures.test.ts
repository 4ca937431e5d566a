import type { McpConnections } from '../../../elements/connections/connections.ts'
import { fakeConnection } from '../../../stories/fake-endpoint.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, ok, textOf, until } from '../support.ts'
import { notes, start } from './person.ts'

afterEach(cleanUp)

const withIcon = { ...notes, icon: 'https://pictures.example/notes.png' }

async function drawing(type = 'image/png'): Promise<Blob> {
  const canvas = new OffscreenCanvas(16, 16)
  const context = canvas.getContext('2d')!
  context.fillStyle = 'rgb(200 0 0)'
  context.fillRect(0, 0, 16, 16)
  return canvas.convertToBlob({ type })
}

const icon = (element: McpConnections) => element.shadowRoot!.querySelector<HTMLElement>('.tile-icon')!
const canvas = (element: McpConnections) => icon(element).querySelector('canvas')
const isDrawn = (element: McpConnections) => canvas(element)?.hidden === false

describe('<mcp-connections>: pictures', () => {
  it('come through this site, and are drawn over the letter without moving anything', async () => {
    const { element, endpoint } = await start({
      servers: [withIcon],
      pictures: { 'icon?server=notes': await drawing() },
    })
    const before = icon(element).getBoundingClientRect().toJSON()
    await until(() => isDrawn(element))
    equal(icon(element).getBoundingClientRect().toJSON(), before)
    const [red, green, blue, alpha] = canvas(element)!.getContext('2d')!.getImageData(40, 40, 1, 1).data
    ok(red! > 180 && green! < 20 && blue! < 20 && alpha === 255, String([red, green, blue, alpha]))
    equal(
      endpoint.requests
        .filter(({ url }) => url.includes('icon'))
        .map(({ url, headers }) => [url, headers.get('x-mcp-plug')]),
      [['https://app.example/api/mcp/icon?server=notes', '1']],
    )
    equal(icon(element).ariaHidden, 'true')
    equal(element.shadowRoot!.querySelectorAll('img, picture, image').length, 0)
    equal(await axeProblems(element), [])
  })

  it('of a server’s own are asked for by its connection', async () => {
    const own = fakeConnection({
      serverName: 'Own',
      serverInfo: { name: 'own', version: '1', icons: [{ src: 'https://own.example/a.png' }] },
    })
    const { element, endpoint } = await start({
      connections: [own],
      pictures: { 'icon?session=session-own': await drawing('image/webp') },
    })
    await until(() => isDrawn(element))
    equal(
      endpoint.requests.filter(({ url }) => url.includes('own.example')),
      [],
    )
  })

  it('are not asked for where there is none', async () => {
    const { element, endpoint } = await start({ servers: [notes] })
    equal(textOf(icon(element)), 'N')
    equal(
      endpoint.requests.filter(({ url }) => url.includes('icon?')),
      [],
    )
  })

  it('leave the letter where they cannot be had', async () => {
    const svg = new Blob(['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'], { type: 'image/svg+xml' })
    const broken = new Blob(['not a picture at all'], { type: 'image/png' })
    const large = new Blob([new Uint8Array(200 * 1024)], { type: 'image/png' })
    for (const picture of [undefined, svg, broken, large]) {
      const { element, endpoint } = await start({
        servers: [withIcon],
        pictures: picture ? { 'icon?server=notes': picture } : {},
      })
      await until(() => endpoint.requests.some(({ url }) => url.includes('icon?')))
      await new Promise((resolve) => setTimeout(resolve, 50))
      equal([isDrawn(element), textOf(icon(element))], [false, 'N'])
    }
  })

  it('may be in a data: address of the page’s own catalogue', async () => {
    const blob = await drawing()
    const data = await new Promise<string>((resolve) => {
      const reader = new FileReader()
      reader.onload = () => resolve(String(reader.result))
      reader.readAsDataURL(blob)
    })
    const { element, endpoint } = await start({}, (one) => (one.servers = [{ ...notes, icon: data }]))
    await until(() => isDrawn(element))
    equal(
      endpoint.requests.filter(({ url }) => url.includes('icon?')),
      [],
    )
  })

  it('of the page’s own catalogue on another site are not asked for: the browser asks no stranger', async () => {
    const asked: string[] = []
    const real = globalThis.fetch
    globalThis.fetch = ((url: string) => {
      asked.push(String(url))
      return Promise.reject(new TypeError('no'))
    }) as typeof fetch
    const { element, endpoint } = await start({}, (one) => (one.servers = [withIcon]))
    await new Promise((resolve) => setTimeout(resolve, 50))
    globalThis.fetch = real
    equal([asked, endpoint.requests.filter(({ url }) => url.includes('icon')), isDrawn(element)], [[], [], false])
  })
})
