import { McpError } from '../../../elements/core/error.ts'
import type { CallToolResult } from '../../../shared/mcp.ts'
import { afterEach, cleanUp, describe, equal, it, ok, textOf } from '../support.ts'
import { all, show } from './host.ts'
import type { ResultHost } from './host.ts'
import { PAYLOADS } from './payloads.ts'

const ran: string[] = []
Object.assign(globalThis, { pwned: () => ran.push('pwned') })

/** What no result may make: elements that load, run or send something. Our icons are the only SVG. */
const DANGEROUS =
  'script, style, iframe, frame, object, embed, applet, img, picture, audio, video, source, track, link, meta, base, form, ' +
  'template, math, marquee, portal, fencedframe, svg :is(script, animate, set, foreignObject, image, use, a)'

/** What is wrong with what is shown. */
function problemsOf(host: ResultHost): string[] {
  const problems = all(host, DANGEROUS).map((one) => `<${one.localName}>`)
  for (const element of all<HTMLElement>(host, '*')) {
    for (const { name, value } of element.attributes) {
      const isAddress = ['href', 'src', 'action', 'formaction', 'srcdoc', 'xlink:href', 'data', 'background'].includes(
        name,
      )
      if (name.startsWith('on') || name === 'style') problems.push(`${name}=${value}`)
      if (isAddress && !(name === 'href' && /^(https?|mailto):/.test(value))) problems.push(`${name}=${value}`)
    }
    if (element instanceof HTMLAnchorElement) {
      if (!/^(https?|mailto):$/.test(element.protocol) || element.username) problems.push(`leads to ${element.href}`)
      if (element.target === '_blank' && element.rel !== 'noopener noreferrer') problems.push(`rel=${element.rel}`)
    }
  }
  return [...new Set([...problems, ...ran.splice(0)])]
}

/** A result with a payload in every place of it. */
function everywhere(payload: string): CallToolResult {
  const key = JSON.parse(`{${JSON.stringify(payload)}: ${JSON.stringify(payload)}}`) as Record<string, unknown>
  const about = { annotations: { audience: [payload], lastModified: payload, ...key }, _meta: key }
  const resource = (mimeType: string, text: string) => ({
    type: 'resource',
    resource: { uri: payload, mimeType, text, _meta: key },
    ...about,
  })
  const content = [
    { type: 'text', text: payload, ...about },
    {
      type: 'text',
      text: `# Markdown\n\n${payload}\n\n[x](${payload}) ![x](${payload}) <${payload}>\n\n[${payload}](https://example.com)`,
    },
    { type: 'text', text: JSON.stringify({ deep: [key, { rows: [key, key] }] }) },
    { type: 'image', data: btoa('<svg onload=pwned()>'), mimeType: payload },
    { type: 'audio', data: payload, mimeType: payload },
    {
      type: 'resource_link',
      uri: payload,
      name: payload,
      title: payload,
      description: payload,
      mimeType: payload,
      ...about,
    },
    { type: 'resource_link', uri: `https://example.com/${payload}`, name: payload, size: payload },
    resource('text/markdown', payload),
    resource('text/html', payload),
    resource('text/csv', `a,b\n"${payload.replaceAll('"', '""')}",${payload}\n`),
    resource(payload, payload),
    { type: 'resource', resource: { uri: payload, mimeType: payload, blob: btoa('<script>pwned()</script>') } },
    { type: payload, ...key },
    ...[payload, [payload]],
  ]
  return {
    content: content as never,
    structuredContent: { ...key, list: [key, key], deep: { deeper: key } },
    _meta: key,
  }
}

const context = (payload: string) => ({
  toolName: payload,
  serverName: payload,
  outputSchema: { type: 'object', required: [payload], properties: { list: { type: 'string', title: payload } } },
  readResource: async () => ({ contents: [{ uri: payload, mimeType: payload, text: payload }] }),
})

async function settle(host: ResultHost): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve))
  await host.updateComplete
}

/** Opens everything that can be opened. */
async function openAll(host: ResultHost): Promise<void> {
  for (const details of all<HTMLDetailsElement>(host, 'details')) details.open = true
  const wanted = (button: HTMLElement) =>
    /^(Read|Details|Expand all|Markdown)$/.test(textOf(button)) && button.ariaPressed !== 'true'
  for (const button of all(host, 'button').filter(wanted)) button.click()
  await settle(host)
  await settle(host)
}

/** Payloads of one test: a busy machine takes half a second for each. */
const STEP = 4

describe('what hostile servers return', () => {
  afterEach(cleanUp)

  for (let start = 0; start < PAYLOADS.length; start += STEP) {
    const some = PAYLOADS.slice(start, start + STEP)
    it(`runs nothing, and leads nowhere: payloads ${start + 1} to ${start + some.length}`, async () => {
      for (const payload of some) {
        const host = await show(everywhere(payload), context(payload))
        await openAll(host)
        ok(textOf(host).includes('Structured content'), 'everything is shown')
        equal(problemsOf(host), [], JSON.stringify(payload))
        all(host, '.segmented:not(.small) button')[1]!.click()
        await settle(host)
        equal(problemsOf(host), [], `as JSON: ${JSON.stringify(payload)}`)
        cleanUp()
      }
    })
  }

  it('runs nothing where it is an error', async () => {
    for (const payload of PAYLOADS) {
      const error = new McpError({
        code: 'reauth_required',
        message: payload,
        retryable: false,
        requestId: payload,
        data: { authUrl: payload, rpcCode: payload },
      })
      const host = await show({ type: 'error', error, duration: 1 }, { serverName: payload })
      equal(problemsOf(host), [], JSON.stringify(payload))
    }
  })

  it('is tried with enough', () => {
    ok(new Set(PAYLOADS).size >= 90, String(PAYLOADS.length))
  })
})
