import type { CallToolResult } from '../../../shared/mcp.ts'
import { describe, equal, it, match, until } from '../support.ts'
import { find } from './host.ts'
import type { StrictPerson } from './strict-page.ts'

interface StrictPage extends Window {
  readonly person: StrictPerson
}

/** A page of that policy, and what it has refused. */
async function strictPage() {
  const frame = document.createElement('iframe')
  const refused: string[] = []
  frame.src = new URL('./strict.html', import.meta.url).href
  document.body.append(frame)
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  const page = frame.contentWindow as StrictPage
  page.document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
    refused.push(`${violatedDirective} ${blockedURI} in ${sourceFile}`)
  })
  await until(() => page.person, 'the page', 30_000)
  return { page, refused }
}

// Before the tests: to load it takes a busy machine longer than a test may.
const { page, refused } = await strictPage()

const PNG = document.createElement('canvas').toDataURL('image/png').split(',')[1]!
const SOUND = btoa('ID3 and no more')

const RESULT = {
  content: [
    {
      type: 'text',
      text: '# Markdown\n\n![x](https://img.example/x.png) **bold**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n',
    },
    { type: 'image', data: PNG, mimeType: 'image/png', annotations: { priority: 1 } },
    { type: 'image', data: btoa('<svg xmlns="http://www.w3.org/2000/svg"/>'), mimeType: 'image/svg+xml' },
    { type: 'audio', data: SOUND, mimeType: 'audio/mpeg' },
    { type: 'resource_link', uri: 'notes://1', name: 'A note' },
    { type: 'resource', resource: { uri: 'file:///a.csv', mimeType: 'text/csv', text: 'a,b\n1,2\n' } },
  ],
  structuredContent: { rows: [{ a: 1 }, { a: 2 }], deep: Array.from({ length: 30 }, (_, n) => ({ n: { n } })) },
} as unknown as CallToolResult

describe('a page with the strictest policy', () => {
  it('shows every kind of result, and has nothing to refuse', async () => {
    const { show, named, textOf } = page.person
    const host = await show(RESULT)
    match(textOf(host), /bold.*pixels.*SVG can carry.*0:00 of \?.*A note.*a\.csv.*deep.*rows/)
    await until(() => find(host, '.warning'), 'the warning by the worker', 8_000)
    for (const name of ['Read A note', 'Expand all', 'Play']) named(host, 'button', name).click()
    find<HTMLDetailsElement>(host, '.about')!.open = true
    await until(() => textOf(host).includes('Priority'))
    await until(() => textOf(host).includes('is damaged'))
    named(host, 'button', 'Enlarge').click()
    await until(() => find(host, 'dialog[open]'))
    find<HTMLDialogElement>(host, 'dialog')!.close()
    await until(() => !find(host, 'dialog'))
    named(host, 'button', 'JSON').click()
    await host.updateComplete
    // Refusals come a moment later.
    await new Promise((resolve) => setTimeout(resolve, 100))
    equal(refused, [])
    equal(find(host, 'img, audio, [style]:not([style^="block-size"])'), null)
  })

  it('would refuse what does not keep it', async () => {
    const image = page.document.createElement('img')
    image.src = `data:image/png;base64,${PNG}`
    page.document.body.append(image)
    await until(() => refused.length > 0)
    match(refused[0]!, 'img-src')
  })
})
