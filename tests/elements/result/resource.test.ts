import { McpError } from '../../../elements/core/error.ts'
import type { ReadResourceResult } from '../../../shared/mcp.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, match, named, ok, textOf, until } from '../support.ts'
import { all, find, press, savedBy, showBlock } from './host.ts'

const NOTE = {
  type: 'resource_link',
  uri: 'notes://1',
  name: 'note-1',
  title: 'A note',
  description: 'What was said',
  mimeType: 'text/plain',
  size: 2048,
}

describe('a linked resource', () => {
  afterEach(cleanUp)

  it('is read in place, when the person asks', async () => {
    const asked: string[] = []
    const readResource = async (uri: string) => {
      asked.push(uri)
      return { contents: [{ uri, mimeType: 'text/plain', text: 'the note itself' }] }
    }
    const host = await showBlock(NOTE, { readResource })
    match(textOf(host), /A note text\/plain, 2 kB notes:\/\/1 What was said/)
    equal(asked, [])
    await press(host, 'Read A note')
    await until(() => textOf(host).includes('the note itself'))
    equal(asked, ['notes://1'])
    equal(await axeProblems(host), [])
  })

  it('says that it is being read, and can be left unread', async () => {
    let signal: AbortSignal | undefined
    const readResource = (_: string, options: { signal: AbortSignal }) => {
      signal = options.signal
      return new Promise<ReadResourceResult>(() => {})
    }
    const host = await showBlock(NOTE, { readResource })
    await press(host, 'Read A note')
    match(textOf(find(host, '[role=status]')!), 'Reading…')
    equal(await axeProblems(host), [])
    await press(host, 'Cancel')
    await until(() => named(host, 'button', 'Read A note'))
    equal(signal!.aborted, true)
  })

  it('says why it cannot be read', async () => {
    const readResource = () =>
      Promise.reject(new McpError({ code: 'upstream_timeout', message: 'Too slow.', retryable: true }))
    const host = await showBlock(NOTE, { readResource })
    await press(host, 'Read A note')
    await until(() => textOf(host).includes('GitHub did not complete the call. Too slow.'))
    named(host, 'button', 'Read A note')
  })

  it('says that it holds nothing', async () => {
    const host = await showBlock(NOTE, { readResource: async () => ({ contents: [] }) })
    await press(host, 'Read A note')
    await until(() => textOf(host).includes('The resource holds nothing.'))
  })
})

describe('an embedded resource', () => {
  afterEach(cleanUp)

  const embed = (resource: object) => showBlock({ type: 'resource', resource: { uri: 'file:///a/file', ...resource } })

  it('of text is shown by its type', async () => {
    const json = await embed({ mimeType: 'application/json', text: '{"deep": {"value": 5}}' })
    equal(all(json, '[role=treeitem]').length, 2)
    const markup = await embed({ mimeType: 'text/html', text: '# no\n\n<b>markup</b>' })
    match(textOf(markup), '<b>markup</b>')
    equal([find(markup, 'b:not(.resource-name b)'), find(markup, '.markdown')], [null, null])
    match(textOf(await embed({ text: 'of no type' })), 'of no type')
  })

  it('of bytes is a file to save, with its size and type', async () => {
    const host = await embed({ uri: 'file:///a/data.pdf', mimeType: 'application/pdf', blob: btoa('%PDF-1.7') })
    match(textOf(host), /data\.pdf file:\/\/\/a\/data\.pdf application\/pdf, 8 byte/)
    const saved = await savedBy(() => press(host, 'Download data.pdf'))
    equal(saved, [{ name: 'data.pdf', text: '%PDF-1.7' }])
    equal(await axeProblems(host), [])
  })

  it('of a picture’s bytes is the picture', async () => {
    const blob = document.createElement('canvas').toDataURL('image/png').split(',')[1]
    const host = await embed({ uri: 'file:///a/chart.png', mimeType: 'application/octet-stream', blob })
    equal(find(host, 'canvas')!.ariaLabel, 'Image from chart.png (image/png)')
  })
})

describe('what a server says of a block', () => {
  afterEach(cleanUp)

  it('is shown when the person asks', async () => {
    const host = await showBlock({
      type: 'text',
      text: 'hello',
      annotations: {
        audience: ['user', 'assistant'],
        priority: 0.5,
        lastModified: '2026-11-20T10:00:00Z',
        mood: 'good',
      },
      _meta: { source: 'cache' },
    })
    ok(!textOf(host).includes('Last changed'))
    find(host, 'summary')!.click()
    await until(() => textOf(host).includes('cache'))
    match(
      textOf(host),
      /Meant for people, the model Priority \(0 to 1\) 0\.5 Last changed 2026-11-20T10:00:00Z.*mood good.*_meta.*source cache/,
    )
    equal(await axeProblems(host), [])
  })

  it('of a kind that is not known is shown as it came', async () => {
    const host = await showBlock({ type: 'hologram', depth: { z: 3 } })
    match(textOf(host), /The tool returned “hologram” content.*type hologram depth 1 entry z 3/)
    for (const odd of [
      null,
      5,
      'text',
      { type: 'text', text: 5 },
      { type: 'image' },
      { type: 'resource', resource: null },
      {},
    ])
      match(textOf(await showBlock(odd)), 'content, which is not known here')
  })
})
