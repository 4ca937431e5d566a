import type { McpConnections } from '../../../elements/connections/connections.ts'
import { errorBody } from '../../../shared/errors.ts'
import type { ToolInfo, ToolPolicy } from '../../../shared/mcp.ts'
import type { RpcParams } from '../../../shared/rpc.ts'
import { fail, fakeConnection, fakeTool } from '../../../stories/fake-endpoint.ts'
import type { FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, match, named, ok, textOf, until } from '../support.ts'
import { button, choose, dialogOf, focused, openDetails, start, status } from './person.ts'

afterEach(cleanUp)

const hub = fakeConnection({
  serverName: 'Hub',
  account: 'work',
  toolCount: 3,
  toolsHash: 'a',
  transportType: 'streamable-http',
  protocolVersion: '2025-11-25',
  era: 'legacy',
  capabilities: { tools: {}, prompts: {} },
  scopes: ['repo', 'read:org'],
  serverInfo: { name: 'hub', title: 'The Hub', version: '1.2.3', websiteUrl: 'https://hub.example/docs' },
  instructions: 'Look before you write.',
})
const look = fakeTool({
  name: 'look',
  title: 'Look around',
  description: 'Looks.\nAnd more.',
  policy: 'ask',
  annotations: { readOnlyHint: true },
})
const write = fakeTool({ name: 'write', policy: 'allow' })
const burn = fakeTool({ name: 'burn', annotations: { destructiveHint: true }, changes: [{ field: 'title' }] })

async function details(options: FakeEndpointOptions = {}, tools: readonly ToolInfo[] = [look, write, burn]) {
  let held = tools
  const started = await start({
    connections: [hub],
    methods: {
      listTools: () => ({ tools: held }),
      setToolPolicy: ({ name, policy }) => {
        held = held.map((tool) => (tool.name === name ? { ...tool, policy } : tool))
        return {}
      },
      ...options.methods,
    },
    ...Object.fromEntries(Object.entries(options).filter(([name]) => name !== 'methods')),
  })
  const dialog = await openDetails(started.element, 'Hub')
  await until(() => dialog.querySelector('[part=tools]') ?? tools.length === 0)
  return { ...started, dialog }
}

const select = (element: McpConnections, tool: string) =>
  named<HTMLSelectElement>(element, 'select', `Whether ${tool} runs`)

function decide(element: McpConnections, tool: string, policy: ToolPolicy): void {
  const one = select(element, tool)
  one.value = policy
  one.dispatchEvent(new Event('change', { bubbles: true }))
}

describe('<mcp-connections>: details', () => {
  it('say what there is to know, and go back to the row', async () => {
    const { element, dialog } = await details()
    const text = textOf(dialog)
    for (const words of [
      /Hub work Connected/,
      /Server The Hub 1\.2\.3/,
      /Address https:\/\/hub\.example\.com\/mcp/,
      /Transport Streamable HTTP/,
      /MCP version 2025-11-25 \(older protocol\)/,
      /Can do tools, prompts/,
      /Connected since .*2026/,
      /Ends without use .*2026/,
      /Given by your sign-in: repo read:org/,
      /Look before you write\./,
    ])
      match(text, words)
    const website = named<HTMLAnchorElement>(dialog, 'a', 'hub.example/docs')
    equal([website.href, website.target, website.rel], ['https://hub.example/docs', '_blank', 'noopener noreferrer'])
    equal(await axeProblems(element), [])
    equal(dialog.getAttribute('aria-labelledby'), 'details-title')
    dialog.close()
    await until(() => focused(element)?.ariaLabel === 'More for Hub', 'focus back on the menu of the row')
    equal(dialogOf(element), null)
  })

  it('show each tool with what holds for it', async () => {
    const { element, dialog } = await details()
    equal(
      ['Look around', 'write', 'burn'].map((tool) => select(element, tool).value),
      ['ask', 'allow', 'ask'],
    )
    const tools = [...dialog.querySelectorAll('[part=tool] > div')].map(textOf)
    equal(tools, ['Look around only reads Looks.', 'write', 'burn changed since you allowed it may destroy'])
  })

  it('change a decision when the server has taken it, for the tool that was seen', async () => {
    let take = () => {}
    const asked: RpcParams<'setToolPolicy'>[] = []
    const { element } = await details({
      methods: {
        setToolPolicy: (params) => {
          asked.push(params)
          return new Promise((resolve) => (take = () => resolve({})))
        },
        listTools: () => ({ tools: asked.length ? [{ ...look, policy: 'block' }, write, burn] : [look, write, burn] }),
      },
    })
    select(element, 'Look around').focus()
    decide(element, 'Look around', 'block')
    await element.updateComplete
    equal(select(element, 'Look around').value, 'ask', 'not before the server has said so')
    equal(select(element, 'Look around').ariaBusy, 'true')
    await until(() => asked.length)
    equal(asked, [{ sessionId: hub.sessionId, name: 'look', policy: 'block', hash: look.hash }])
    take()
    await until(() => select(element, 'Look around').value === 'block')
    equal(status(element), 'Look around: Block')
    equal(focused(element), select(element, 'Look around'))
  })

  it('say at the tool why a decision was refused, and keep the old one', async () => {
    const { element, dialog } = await details({ methods: { setToolPolicy: () => fail('tool_changed') } })
    decide(element, 'write', 'block')
    await until(() => dialog.querySelector('[part=tool] [role=alert]'))
    match(textOf(dialog.querySelectorAll('[part=tool]')[1]!), 'This tool has changed since you approved it.')
    equal(select(element, 'write').value, 'allow')
  })

  it('decide on all at once', async () => {
    const { element, endpoint } = await details()
    const policies = () => ['Look around', 'write', 'burn'].map((tool) => select(element, tool).value).join()
    button(element, 'Allow what only reads').click()
    await until(() => policies() === 'allow,allow,ask')
    button(element, 'Block all').click()
    await until(() => policies() === 'block,block,block')
    button(element, 'Ask for all').click()
    await until(() => policies() === 'ask,ask,ask')
    equal(endpoint.calls('setToolPolicy').length, 1 + 3 + 3)
  })

  it('find a tool among many, and show the rest when asked', async () => {
    const many = Array.from({ length: 120 }, (_, index) => fakeTool({ name: `tool_${index}` }))
    const { element, dialog } = await details({}, many)
    const shown = () => dialog.querySelectorAll('[part=tool]').length
    equal(shown(), 50)
    button(element, 'Show all 120').click()
    await until(() => shown() === 120)
    const field = named<HTMLInputElement>(dialog, 'input', 'Search tools')
    field.value = 'TOOL_11'
    field.dispatchEvent(new InputEvent('input', { bubbles: true }))
    await until(() => shown() === 11)
    match(textOf(dialog), '11 of 120 tools')
  })

  it('say why there are no tools to see', async () => {
    const failing = await details({ methods: { listTools: () => fail('upstream_timeout') } }, [])
    await until(() => textOf(failing.dialog).includes('The MCP server did not answer in time.'))
    failing.dialog.close()
    const none = await details({}, [])
    await until(() => textOf(none.dialog).includes('This server offers no tools.'))
    none.dialog.close()
    const { element } = await start({
      connections: [{ ...hub, state: 'FAILED', error: errorBody('upstream_timeout') }],
    })
    const dialog = await openDetails(element, 'Hub')
    match(textOf(dialog), 'The tools can be seen when the server is connected.')
    match(textOf(dialog.querySelector('.problem')!), 'The MCP server did not answer in time.')
    equal(await axeProblems(element), [])
  })

  it('sign in again, for other permissions too, by a link that the person follows', async () => {
    const asked: unknown[] = []
    const { element, endpoint, dialog } = await details({
      servers: [{ id: 'hub', name: 'Hub', url: hub.serverUrl, scopes: ['repo', 'write:org'] }],
      methods: {
        authorize: (params) => {
          asked.push(params)
          return { authUrl: 'https://app.example/start' }
        },
      },
    })
    match(textOf(dialog), /Asked for, and not given: write:org/)
    const field = named<HTMLInputElement>(dialog, 'input', 'Permissions to ask for (scopes)')
    equal(field.value, 'write:org')
    field.value = 'write:org, admin'
    button(element, 'Sign in again').click()
    await until(() => asked.length)
    equal(asked, [{ sessionId: hub.sessionId, scopes: ['write:org', 'admin'] }])
    equal(dialog.querySelector('a.primary'), null)
    endpoint.setState(hub.sessionId, 'AUTHENTICATING', { authUrl: 'https://app.example/start' })
    const link = await until(() => dialog.querySelector<HTMLAnchorElement>('a.primary'))
    equal([link.href, link.rel], ['https://app.example/start', 'noopener'])
  })

  it('say why a sign-in cannot be begun', async () => {
    const { element, dialog } = await details({ methods: { authorize: () => fail('registration_rejected') } })
    button(element, 'Sign in again').click()
    await until(() => textOf(dialog).includes('refused to register this application'))
  })

  it('connect a second account, which must be told from the first', async () => {
    const { element, endpoint, dialog } = await details()
    const field = named<HTMLInputElement>(dialog, 'input', 'Connect another account, named')
    const submit = () => field.form!.requestSubmit()
    submit()
    await until(() => textOf(dialog).includes('Name the account'))
    equal([field.ariaInvalid, focused(element)], ['true', field])
    field.value = 'work'
    submit()
    await until(() => textOf(dialog).includes('There is an account of that name already.'))
    field.value = 'home'
    submit()
    await until(() => endpoint.calls('connect').length)
    equal(endpoint.calls('connect'), [
      { serverId: 'hub', serverName: 'Hub', serverUrl: hub.serverUrl, account: 'home' },
    ])
    await until(() => !dialogOf(element))
  })

  it('reconnect, find out why, and disconnect', async () => {
    const { element, endpoint, dialog } = await details({
      methods: { diagnose: () => ({ steps: [{ step: 'address', ok: true }] }) },
    })
    named(dialog, 'button', 'Reconnect').click()
    await until(() => endpoint.calls('restoreSession').length)
    named(dialog, 'button', 'Find out why').click()
    await until(() => dialog.querySelector('[part=steps]'))
    named(dialog, 'button', 'Disconnect').click()
    await until(() => focused(element)?.ariaLabel === 'Undo: keep Hub')
    equal(dialogOf(element), null)
  })

  it('clamp what a server writes', async () => {
    const { dialog, element } = await details({ connections: [{ ...hub, instructions: 'word '.repeat(2_000) }] })
    const text = () => dialog.querySelector('.instructions')!.textContent!.trim().length
    ok(text() < 700, String(text()))
    button(element, 'Show all').click()
    await until(() => text() > 9_000)
    button(element, 'Show less').click()
    await until(() => text() < 700)
  })

  it('go away with their connection', async () => {
    const { element, endpoint } = await details()
    const { sessionId, serverId } = hub
    endpoint.emit({ type: 'disconnected', sessionId, serverId, timestamp: 1, reason: 'user' })
    await until(() => !dialogOf(element))
  })

  it('fit into 320 pixels, from right to left too, with targets that can be hit', async () => {
    document.documentElement.dir = 'rtl'
    const { dialog, element } = await details({
      connections: [{ ...hub, serverName: 'Hub', scopes: ['x'.repeat(200)], instructions: 'y'.repeat(500) }],
    })
    dialog.style.inlineSize = '288px'
    await element.updateComplete
    const body = dialog.querySelector('.sheet-body')!
    ok(body.scrollWidth <= body.clientWidth, `${body.scrollWidth} > ${body.clientWidth}`)
    for (const target of dialog.querySelectorAll<HTMLElement>('button, a, select, input')) {
      const { width, height } = target.getBoundingClientRect()
      if (width > 0) ok(width >= 24 && height >= 24, `${target.outerHTML}: ${width} by ${height}`)
    }
    equal(await axeProblems(element), [])
    document.documentElement.dir = ''
  })

  it('tell when the tools have changed, until the person has looked', async () => {
    const { element, endpoint } = await start({ connections: [hub] })
    const { sessionId, serverId } = hub
    endpoint.emit({ type: 'tools_changed', sessionId, serverId, timestamp: 1, toolCount: 4, toolsHash: 'b' })
    await until(() => element.shadowRoot!.querySelector('[part=changed]'))
    match(textOf(element.shadowRoot!.querySelector('.row')!), /Tools changed .* 4 tools/)
    equal(await axeProblems(element), [])
    button(element, 'Hub').click()
    await until(() => !element.shadowRoot!.querySelector('[part=changed]'))
    await choose(element, 'Hub', 'Details')
  })
})
