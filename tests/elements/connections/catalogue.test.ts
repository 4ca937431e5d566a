import { errorBody } from '../../../shared/errors.ts'
import type { ConnectParams } from '../../../shared/rpc.ts'
import { fail, fakeConnection, fakeTool } from '../../../stories/fake-endpoint.ts'
import { afterEach, cleanUp, describe, equal, it, match, named, ok, textOf, until } from '../support.ts'
import {
  alerts,
  button,
  events,
  everything,
  focused,
  github,
  input,
  notes,
  openPanel,
  rows,
  start,
  status,
  submit,
} from './person.ts'

afterEach(cleanUp)

describe('<mcp-connections>: the catalogue', () => {
  it('is the empty state, and connects by one click', async () => {
    const { element, endpoint } = await start({
      servers: [everything, notes],
      tools: { everything: [fakeTool({ name: 'echo' })] },
    })
    const seen = events(element)
    match(textOf(element), 'Connect a server, and its tools are yours to run here.')
    match(textOf(element), 'Your team’s pages')
    ok(element.matches(':state(empty)'))
    button(element, 'Connect Everything').click()
    await until(() => rows(element)[0]?.includes('Connected'))
    equal(endpoint.calls('connect'), [{ serverId: 'everything' }])
    match(rows(element)[0]!, /Everything.*Connected.*127\.0\.0\.1:3101\/mcp · 1 tool/)
    match(textOf(element), '1 of 1 ready')
    equal(status(element), 'Everything connected, 1 tool')
    equal(seen, ['mcp-connect-request', 'mcp-connected'])
    equal(element.matches(':state(empty)'), false)
  })

  it('says connected when the server says so, and not before', async () => {
    const { element, endpoint } = await start({ servers: [notes], script: [] })
    button(element, 'Connect Notes').click()
    const row = await until(() => rows(element)[0])
    match(row, 'Connecting')
    equal(status(element), 'Connecting Notes')
    endpoint.setState('session-1', 'DISCOVERING')
    await until(() => rows(element)[0]!.includes('Listing tools'))
    match(textOf(element), '0 of 1 ready')
    endpoint.setState('session-1', 'CONNECTED', { toolCount: 3 })
    await until(() => rows(element)[0]!.includes('Connected'))
  })

  it('shows why a server could not be connected where it was asked for, and can be asked again', async () => {
    let refuse = true
    const { element } = await start({
      servers: [notes],
      methods: {
        connect: () =>
          refuse ? fail('blocked_address', { requestId: 'r-7' }) : { sessionId: 's', state: 'CONNECTING' },
      },
    })
    const seen = events(element)
    button(element, 'Connect Notes').click()
    await until(() => alerts(element).length)
    match(alerts(element)[0]!, /This address is not allowed here\. Ask your administrator.* Request r-7/)
    equal(seen, ['mcp-connect-request', 'mcp-error'])
    refuse = false
    button(element, 'Connect Notes').click()
    await until(() => alerts(element).length === 0)
  })

  it('leaves the failure to the row of a connection that came into being', async () => {
    const error = errorBody('upstream_unreachable', { data: { sessionId: 'session-new' } })
    const { element } = await start({
      servers: [notes],
      methods: {
        connect: () => fail(error.code, { data: { sessionId: 'session-new' } }),
        getSessions: () => ({ sessions: [] }),
      },
      connections: [fakeConnection({ sessionId: 'session-new', serverName: 'New', state: 'FAILED', error })],
    })
    await openPanel(element)
    button(element, 'Connect Notes').click()
    await until(() => !element.matches(':state(adding)'))
    equal(element.shadowRoot!.querySelectorAll('.panel .problem').length, 0)
    match(rows(element)[0]!, 'The MCP server cannot be reached.')
  })

  it('does nothing when the page refuses', async () => {
    const { element, endpoint } = await start({ servers: [notes] })
    let asked: ConnectParams | undefined
    element.addEventListener('mcp-connect-request', (event) => {
      asked = event.params
      event.preventDefault()
    })
    button(element, 'Connect Notes').click()
    equal(asked, { serverId: 'notes' })
    equal(endpoint.calls('connect'), [])
  })

  it('can be the page’s own, and be all there is', async () => {
    const own = { ...notes, id: 'own', name: 'Own' }
    const { element, endpoint } = await start({ servers: [everything] }, (one) => {
      one.servers = [own]
      one.withoutAdd = true
      one.callbackUrl = 'https://app.example/done'
    })
    equal(element.shadowRoot!.querySelector('form:not([method])'), null)
    button(element, 'Connect Own').click()
    await until(() => endpoint.calls('connect').length)
    equal(endpoint.calls('connect'), [
      { serverId: 'own', serverName: 'Own', serverUrl: own.url, callbackUrl: 'https://app.example/done' },
    ])
  })

  it('offers in the Add panel what is not connected yet', async () => {
    const connected = fakeConnection({ serverName: 'Notes' })
    const { element } = await start({ servers: [everything, notes], connections: [connected] })
    await openPanel(element)
    const tiles = [...element.shadowRoot!.querySelectorAll('.tile strong')].map(textOf)
    equal(tiles, ['Everything'])
  })

  it('says so when it cannot be loaded, and loads it again', async () => {
    let broken = true
    const { element } = await start({
      methods: { getServers: () => (broken ? fail('internal') : { servers: [notes] }) },
    })
    await until(() => textOf(element).includes('The list of servers could not be loaded.'))
    broken = false
    button(element, 'Try again').click()
    await until(() => textOf(element).includes('Notes'))
  })
})

describe('<mcp-connections>: a server by its address', () => {
  it('says at the field what is wrong with the address, and asks nothing', async () => {
    const { element, endpoint } = await start({})
    for (const [address, words] of [
      ['', 'Type the address of the server.'],
      ['example', 'not a complete address'],
      ['ftp://example.com', 'must begin with https:// or http://'],
      ['https://me:pw@example.com/', 'Take the user name and password out'],
    ] as const) {
      submit(element, address)
      const field = input(element, 'address')
      await until(() => textOf(element).includes(words), words)
      equal([field.getAttribute('aria-invalid'), focused(element)?.id], ['true', 'url'])
      match(textOf(element.shadowRoot!.getElementById(field.getAttribute('aria-describedby')!.split(' ')[0]!)!), words)
    }
    equal(endpoint.calls('connect'), [])
  })

  it('connects, with name, transport, token and headers, and then forgets what was typed', async () => {
    const { element, endpoint } = await start({})
    element.shadowRoot!.querySelector('summary')!.click()
    button(element, 'Add a header').click()
    await until(() => focused(element)?.getAttribute('placeholder') === 'X-Api-Key')
    input(element, 'Name of header 1').value = 'X-Key'
    input(element, 'Value of header 1').value = 'k'
    input(element, 'Bearer token').value = 'tok-9f3'
    named<HTMLInputElement>(element, 'input[name=name]', 'Name').value = 'Mine'
    named<HTMLSelectElement>(element, 'select', 'Transport').value = 'sse'
    submit(element, 'https://mine.example/mcp')
    await until(() => rows(element)[0]?.includes('Connected'))
    equal(endpoint.calls('connect'), [
      {
        serverUrl: 'https://mine.example/mcp',
        serverName: 'Mine',
        transportType: 'sse',
        headers: { Authorization: 'Bearer tok-9f3', 'X-Key': 'k' },
      },
    ])
    match(rows(element)[0]!, /Mine.*mine\.example\/mcp/)
    equal(input(element, 'address').value, '')
    equal(input(element, 'Bearer token').value, '')
    equal(element.shadowRoot!.querySelectorAll('.header-line').length, 0)
    ok(!new XMLSerializer().serializeToString(element.shadowRoot!.querySelector('section')!).includes('tok-9f3'))
  })

  it('keeps what was typed when the server refuses, and says why at the form', async () => {
    const { element } = await start({ methods: { connect: () => fail('invalid_server_url') } })
    submit(element, 'https://mine.example/mcp')
    await until(() => alerts(element).length)
    match(alerts(element)[0]!, 'The server address must be')
    equal(input(element, 'address').value, 'https://mine.example/mcp')
  })

  it('says one thing about an address at a time', async () => {
    const { element } = await start({ methods: { connect: () => fail('invalid_server_url') } })
    const refused = async () => {
      submit(element, 'https://mine.example/mcp')
      await until(() => alerts(element).length)
    }
    await refused()
    submit(element, '')
    await until(() => textOf(element).includes('Type the address of the server.'))
    equal(alerts(element), [])
    await refused()
    input(element, 'address').dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
    await until(() => alerts(element).length === 0)
  })

  it('shows a request that hangs as a row that can be cancelled', async () => {
    const { element, endpoint } = await start({
      connections: [github],
      methods: { connect: () => new Promise(() => {}) },
    })
    await openPanel(element)
    submit(element, 'https://slow.example/mcp')
    await until(() => endpoint.calls('connect').length)
    button(element, 'Close').click()
    await until(() => rows(element).length === 2)
    match(rows(element)[1]!, /slow\.example\/mcp Connecting/)
    button(element, 'Cancel connecting slow.example/mcp').click()
    await until(() => rows(element).length === 1)
    equal(alerts(element), [])
  })
})
