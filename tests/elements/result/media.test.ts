import { afterEach, axeProblems, cleanUp, describe, equal, it, match, named, ok, textOf, until } from '../support.ts'
import { all, find, press, savedBy, show, showBlock } from './host.ts'
import type { ResultHost } from './host.ts'

const base64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))

/** A picture of one colour, by the browser's own encoder. */
function picture(width: number, height: number, type: string): string {
  const canvas = Object.assign(document.createElement('canvas'), { width, height })
  const context = canvas.getContext('2d')!
  context.fillStyle = '#00ff00'
  context.fillRect(0, 0, width, height)
  return canvas.toDataURL(type).split(',')[1]!
}

const image = (data: string, mimeType = 'image/png') => ({ type: 'image', data, mimeType })

/** Two frames of one pixel, the first black, the second white. */
function animatedGif(): string {
  const frame = (index: number) => [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, index === 0 ? 0x44 : 0x4c, 1, 0]
  const head = [...'GIF89a'].map((letter) => letter.charCodeAt(0))
  const screen = [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff]
  return base64(new Uint8Array([...head, ...screen, ...frame(0), ...frame(1), 0x3b]))
}

/** Silence of a number of seconds, 8 kHz and 8 bit. */
function wav(seconds: number): string {
  const size = seconds * 8_000
  const bytes = new Uint8Array(44 + size).fill(128, 44)
  const view = new DataView(bytes.buffer)
  const write = (at: number, text: string) => [...text].forEach((letter, i) => (bytes[at + i] = letter.charCodeAt(0)))
  write(0, 'RIFF')
  view.setUint32(4, 36 + size, true)
  write(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  for (const [at, value] of [
    [20, 1],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    view.setUint16(at, value, true)
  for (const at of [24, 28]) view.setUint32(at, 8_000, true)
  write(36, 'data')
  view.setUint32(40, size, true)
  return base64(bytes)
}

const colour = (host: ResultHost) => {
  const canvas = find<HTMLCanvasElement>(host, 'canvas')!
  return [...canvas.getContext('2d')!.getImageData(0, 0, 1, 1).data.slice(0, 3)]
}

describe('pictures', () => {
  afterEach(cleanUp)

  it('are drawn on a canvas, whatever their server says that they are', async () => {
    for (const wished of ['image/png', 'image/jpeg', 'image/webp']) {
      const data = picture(8, 4, wished)
      // WebKit writes no WebP.
      const type = data.startsWith('iVBOR') ? 'image/png' : wished
      const host = await showBlock(image(data, 'text/html'))
      const canvas = find<HTMLCanvasElement>(host, 'canvas')!
      equal([canvas.width, canvas.height, canvas.role], [8, 4, 'img'], type)
      equal(canvas.ariaLabel, `Image from list_issues (${type})`)
      const [red, green] = colour(host)
      ok(red! < 20 && green! > 230, `${type}: ${red}, ${green}`)
      match(textOf(host), '8 × 4 pixels')
      equal(find(host, 'img'), null)
    }
  })

  it('that move show their first frame, and say so', async () => {
    const host = await showBlock(image(animatedGif(), 'image/gif'))
    match(textOf(host), 'animated; this is its first frame')
    equal(await axeProblems(host), [])
    equal(textOf(await showBlock(image(picture(2, 2, 'image/png')))).includes('animated'), false)
  })

  it('are drawn smaller where they are large, and not at all where they would fill the memory', async () => {
    const host = await showBlock(image(picture(5_000, 100, 'image/png')))
    equal(find<HTMLCanvasElement>(host, 'canvas')!.width, 2_048)
    const bytes = Uint8Array.from(atob(picture(4, 4, 'image/png')), (letter) => letter.charCodeAt(0))
    new DataView(bytes.buffer).setUint32(16, 60_000)
    new DataView(bytes.buffer).setUint32(20, 60_000)
    const bomb = await showBlock(image(base64(bytes)))
    match(textOf(bomb), 'An image of 60,000 × 60,000 pixels is too large to be shown here.')
    equal(find(bomb, 'canvas'), null)
    named(bomb, 'button', 'Download list_issues')
  })

  it('that are many are drawn when asked', async () => {
    const data = picture(2, 2, 'image/png')
    const host = await show({ content: Array.from({ length: 15 }, () => image(data) as never) })
    equal(all(host, 'canvas').length, 12)
    equal(all(host, 'button').filter((one) => textOf(one).startsWith('Show image')).length, 3)
    all(host, 'button')
      .find((one) => textOf(one).startsWith('Show image'))!
      .click()
    await host.updateComplete
    equal(all(host, 'canvas').length, 13)
  })

  it('can be enlarged, and the focus comes back', async () => {
    const host = await showBlock(image(picture(40, 40, 'image/png')))
    const enlarge = named(host, 'button', 'Enlarge list_issues')
    enlarge.focus()
    enlarge.click()
    const dialog = await until(() => find<HTMLDialogElement>(host, 'dialog[open]'))
    equal(dialog.matches(':modal'), true)
    equal(all(host, 'canvas').length, 2)
    equal(await axeProblems(host), [])
    named(dialog, 'button', 'Close').click()
    await until(() => !find(host, 'dialog'))
    await until(() => host.shadowRoot!.activeElement === enlarge)
  })
})

describe('a whole result', () => {
  afterEach(cleanUp)

  it('can be enlarged, with what was opened in it', async () => {
    const host = await show({ structuredContent: { list: Array.from({ length: 40 }, (_, n) => ({ n, more: { n } })) } })
    find(host, '[role=treeitem]')!.click()
    await host.updateComplete
    const height = host.offsetHeight
    await press(host, 'Enlarge')
    const dialog = await until(() => find<HTMLDialogElement>(host, 'dialog[open]'))
    equal(dialog.querySelectorAll('[role=treeitem]').length, 41)
    equal(all(host, '[role=tree]').length, 1)
    ok(Math.abs(host.offsetHeight - height) < 3, 'nothing else moves')
    dialog.close()
    await until(() => !find(host, 'dialog'))
    equal(all(host, '[role=treeitem]').length, 41)
    await until(() => host.shadowRoot!.activeElement?.textContent?.includes('Enlarge'))
  })
})

describe('sounds', () => {
  afterEach(cleanUp)

  it('have a player that needs no address', async () => {
    const host = await showBlock({ type: 'audio', data: wav(65), mimeType: 'audio/wav' })
    equal(find(host, 'audio'), null)
    match(textOf(host), '0:00 of 1:05')
    const slider = find<HTMLInputElement>(host, '[type=range]')!
    equal([slider.ariaLabel, slider.ariaValueText, slider.max], ['Position', '0:00 of 1:05', '65'])
    equal(find(host, '.sound')!.ariaLabel, 'Audio from list_issues (audio/wav)')
    slider.value = '30'
    slider.dispatchEvent(new Event('input'))
    await host.updateComplete
    match(textOf(host), '0:30 of 1:05')
    equal(await axeProblems(host), [])
    await press(host, 'Play')
    await until(() => textOf(host).includes('Pause'))
    await press(host, 'Pause')
    match(textOf(host), /Play 0:3\d of 1:05/)
  })

  it('fall silent when the result goes', async () => {
    const closed: unknown[] = []
    const { close } = AudioContext.prototype
    AudioContext.prototype.close = function (this: AudioContext) {
      closed.push(this)
      return close.call(this)
    }
    const host = await showBlock({ type: 'audio', data: wav(5), mimeType: 'audio/wav' })
    await press(host, 'Play')
    await until(() => textOf(host).includes('Pause'))
    host.remove()
    equal(closed.length, 1)
    AudioContext.prototype.close = close
  })

  it('that are damaged say so when they are played, and can be saved', async () => {
    const data = base64(new TextEncoder().encode('ID3 and then nothing that is a sound'))
    const host = await showBlock({ type: 'audio', data, mimeType: 'audio/mpeg' })
    match(textOf(host), '0:00 of ?')
    await press(host, 'Play')
    await until(() => textOf(host).includes('The server’s audio/mpeg data is damaged'))
    const [saved] = await savedBy(() => press(host, 'Download list_issues'))
    match(saved!.text, 'ID3 and then')
  })

  it('that are no sound are files', async () => {
    const host = await showBlock({ type: 'audio', data: btoa('<script>1</script>'), mimeType: 'audio/wav' })
    match(textOf(host), 'audio/wav is not shown here; it can be downloaded.')
  })
})
