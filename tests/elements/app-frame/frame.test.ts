import type { McpUiInitializeResult } from '@modelcontextprotocol/ext-apps'
import { html } from 'lit'
import '../../../elements/define/mcp-app-frame.ts'
import type { McpAppFrame } from '../../../elements/app-frame/app-frame.ts'
import type { McpApp } from '../../../elements/app-frame/app.ts'
import { fail, fakeConnection, fakeTool, createFakeEndpoint } from '../../../stories/fake-endpoint.ts'
import type { FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
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

const MAPS = fakeConnection({ serverName: 'Maps', toolsHash: '1' })
const SHOW = fakeTool({
  name: 'show',
  title: 'Show <b>map</b>',
  policy: 'allow',
  _meta: { ui: { resourceUri: 'ui://maps/app' } },
})
const MIME = 'text/html;profile=mcp-app'

/** An app that tells the page all that it hears, by its log, and does what it is told in a result's text. */
const APP = `<!doctype html><title>App</title><p>Hello</p><script>
const post = (message) => parent.postMessage({ jsonrpc: '2.0', ...message }, '*')
addEventListener('message', ({ data }) => {
  post({ method: 'notifications/message', params: { level: 'info', data } })
  if (data.id === 1 && data.result) post({ method: 'ui/notifications/initialized' })
  if (data.method === 'ui/resource-teardown') post({ id: data.id, result: {} })
  if (data.method === 'ui/notifications/tool-input' && data.params.arguments.say) post(data.params.arguments.say)
})
post({ id: 1, method: 'ui/initialize', params: { appInfo: { name: 'a', version: '1' }, appCapabilities: {}, protocolVersion: '2026-01-26' } })
</script>`

interface Heard {
  readonly id?: unknown
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown>
  readonly error?: { readonly code: number }
}

/** A frame, and what its app has heard. Its sandbox is the handler's own, which the test server serves. */
async function show(
  app: McpApp | undefined,
  contents: object = { text: APP, mimeType: MIME },
  more: FakeEndpointOptions = {},
) {
  const endpoint = createFakeEndpoint({
    connections: [MAPS],
    tools: { maps: [SHOW] },
    ...more,
    methods: { readResource: ({ uri }) => ({ contents: [{ uri, ...contents }] }), ...more.methods },
  })
  const client = endpoint.client({ url: `${location.origin}/api/mcp` })
  const heard: Heard[] = []
  const element = await fixture<McpAppFrame>(
    html`<mcp-app-frame
      .client=${client}
      .app=${app}
      session-id=${MAPS.sessionId}
      @mcp-app-log=${(event: HTMLElementEventMap['mcp-app-log']) => heard.push(event.log.data as Heard)}
    ></mcp-app-frame>`,
  )
  return {
    element,
    endpoint,
    heard,
    hears: (method: string) => until(() => heard.find((one) => one.method === method), method, 8_000),
  }
}

const says = (element: Element, text: string, limit = 8_000) => until(() => textOf(element).includes(text), text, limit)

describe('an app', () => {
  afterEach(cleanUp)

  it('starts, and is told of its call in order', async () => {
    const { element, heard, hears, endpoint } = await show({ tool: SHOW, toolInput: { city: 'Delft' } })
    await hears('ui/notifications/tool-input')
    const [first, second] = heard
    const { protocolVersion, hostContext, hostInfo } = first!.result as unknown as McpUiInitializeResult
    equal([protocolVersion, hostInfo.name], ['2026-01-26', 'mcp-plug'])
    equal([hostContext.theme, hostContext.displayMode], ['light', 'inline'])
    const tool = hostContext.toolInfo!.tool
    equal([tool.name, 'policy' in tool, 'hash' in tool], ['show', false, false])
    equal(second?.params, { arguments: { city: 'Delft' } })
    equal(endpoint.calls('readResource').length, 1)
    element.app = { ...element.app, toolResult: { content: [{ type: 'text', text: 'here' }] } }
    equal((await hears('ui/notifications/tool-result')).params, { content: [{ type: 'text', text: 'here' }] })
    equal(endpoint.calls('readResource').length, 1, 'the same app goes on')
    ok(element.matches(':state(running)'))
    match(textOf(element), 'Show <b>map</b>')
    equal(await axeProblems(element), [])
  })

  it('hears of a call that was cancelled, and starts anew for the next', async () => {
    const { element, hears, endpoint } = await show({ tool: SHOW, toolInput: {}, cancelled: 'gone' })
    equal((await hears('ui/notifications/tool-cancelled')).params, { reason: 'gone' })
    element.app = { tool: SHOW, toolInput: { other: 1 } }
    await until(() => endpoint.calls('readResource').length === 2)
  })

  it('follows the colours of the page', async () => {
    const { element, hears } = await show({ tool: SHOW })
    await until(() => element.matches(':state(running)'), 'running', 8_000)
    element.style.colorScheme = 'dark'
    // A page in the background draws no frames, and ends no transition; tests/e2e has one that does.
    element.shadowRoot!.querySelector('.probe')!.dispatchEvent(new TransitionEvent('transitionend'))
    equal((await hears('ui/notifications/host-context-changed')).params?.['theme'], 'dark')
  })

  it('is asked about in the element’s own words, with axe content', async () => {
    const { element, hears, heard } = await show({
      tool: SHOW,
      toolInput: { say: { id: 7, method: 'ui/open-link', params: { url: 'https://example.com/<i>' } } },
    })
    await hears('ui/notifications/tool-input')
    await says(element, 'The app wants to open example.com')
    match(textOf(element), 'https://example.com/%3Ci%3E')
    equal(await axeProblems(element), [])
    named<HTMLButtonElement>(element, 'button', 'Decline').click()
    equal((await until(() => heard.find(({ id }) => id === 7))).result, { isError: true })
  })

  it('is given time to clean up when it is stopped, and shows that it was', async () => {
    const { element, hears } = await show({ tool: SHOW })
    await until(() => element.matches(':state(running)'), 'running', 8_000)
    named<HTMLButtonElement>(element, 'button', 'Stop').click()
    await hears('ui/resource-teardown')
    await says(element, 'The app was stopped.')
    equal(element.shadowRoot?.querySelector('iframe'), null)
    equal(await axeProblems(element), [])
    named<HTMLButtonElement>(element, 'button', 'Reload').click()
    await until(() => element.matches(':state(running)'), 'running again', 8_000)
  })

  const WRONG: readonly (readonly [string, object, string])[] = [
    ['another type', { text: APP, mimeType: 'text/html' }, 'not an app of a kind'],
    ['no type', { text: APP }, 'not an app of a kind'],
    ['nothing', { text: ' ', mimeType: MIME }, 'The app is empty.'],
    ['no text', { text: 7, mimeType: MIME }, 'The app is empty.'],
    ['too much', { text: 'x'.repeat(5 * 1024 * 1024 + 1), mimeType: MIME }, 'too large'],
  ]
  for (const [name, contents, words] of WRONG) {
    it(`that is ${name} is not shown, and it is said why`, async () => {
      const { element } = await show({ tool: SHOW }, contents)
      await says(element, words)
      equal(element.shadowRoot?.querySelector('iframe'), null)
      ok(element.matches(':state(stopped)'))
      equal(await axeProblems(element), [])
    })
  }

  it('whose server fails says so, and can be tried again', async () => {
    let broken = true
    const { element } = await show({ tool: SHOW }, undefined, {
      methods: {
        readResource: ({ uri }) =>
          broken
            ? fail('upstream_timeout')
            : { contents: [{ uri, text: APP, mimeType: 'text/html; profile="mcp-app"' }] },
      },
    })
    await says(element, 'The app could not be loaded.')
    broken = false
    named<HTMLButtonElement>(element, 'button', 'Reload').click()
    await until(() => element.matches(':state(running)'), 'running', 8_000)
  })

  it('comes as base64, or as its own text', async () => {
    const { element } = await show({ tool: SHOW }, { blob: btoa(APP), mimeType: MIME })
    await until(() => element.matches(':state(running)'), 'running', 8_000)
    const plain = await show({ html: APP })
    await until(() => plain.element.matches(':state(running)'), 'running', 8_000)
    equal(plain.endpoint.calls('readResource'), [])
  })

  it('asks before it uses the device', async () => {
    const { element } = await show({ html: APP, meta: { permissions: { camera: {}, nonsense: {}, microphone: 1 } } })
    await says(element, 'would like to use: the camera')
    equal(await axeProblems(element), [])
    named<HTMLButtonElement>(element, 'button', 'Start without').click()
    await until(() => element.matches(':state(running)'), 'running', 8_000)
    equal(element.shadowRoot?.querySelector('iframe')?.allow, '')
  })

  it('waits for its server, and says so', async () => {
    const { element } = await show({ tool: SHOW }, undefined, { connections: [] })
    match(textOf(element), 'starts when its server is connected')
    equal(await axeProblems(element), [])
    const nothing = await show(undefined)
    match(textOf(nothing.element), 'There is no app to show.')
  })
})
