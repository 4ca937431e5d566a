import type { McpConnections } from '../../../elements/connections/connections.ts'
import { errorBody } from '../../../shared/errors.ts'
import { fakeConnection } from '../../../stories/fake-endpoint.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, match, named, ok, textOf, until } from '../support.ts'
import {
  alerts,
  billing,
  button,
  everything,
  focused,
  github,
  input,
  notes,
  openPanel,
  press,
  rows,
  start,
  status,
  submit,
} from './person.ts'

afterEach(cleanUp)

describe('<mcp-connections>: rows', () => {
  it('draws every state with its word and its next step', async () => {
    const looks = {
      DISCONNECTED: ['Not connected', 'Connect More'],
      CONNECTING: ['Connecting', 'Cancel'],
      AUTHENTICATING: ['Needs sign-in', 'Sign in More'],
      AUTHENTICATED: ['Signed in', 'Cancel'],
      DISCOVERING: ['Listing tools', 'Cancel'],
      CONNECTED: ['Connected', 'More'],
      VALIDATING: ['Checking', 'More'],
      RECONNECTING: ['Reconnecting', 'More'],
      FAILED: ['Failed', 'Try again More'],
    } as const
    const connections = (Object.keys(looks) as (keyof typeof looks)[]).map((state) =>
      fakeConnection({
        serverName: state,
        state,
        ...(state === 'AUTHENTICATING' && { authUrl: '/api/mcp/oauth/start?session=1' }),
      }),
    )
    const { element } = await start({ connections })
    const shown = Object.fromEntries(
      [...element.shadowRoot!.querySelectorAll('.row')].map((row) => {
        const words = [...row.querySelectorAll('.row-actions > :not(.menu)')].map((one) => textOf(one) || 'More')
        return [textOf(row.querySelector('.name')!), [textOf(row.querySelector('.chip')!), words.join(' ')]]
      }),
    )
    equal(shown, looks)
    match(textOf(element), '1 of 9 ready')
  })

  it('says what failed, what to do, and which request it was', async () => {
    const { element } = await start({ connections: [billing] })
    match(
      rows(element)[0]!,
      /The sign-in server cannot be reached\. Your sign-in is kept; try again in a minute\. Request r-81fc/,
    )
    // It had failed before the person came: nothing to be read out.
    equal(alerts(element), [])
  })

  it('reads out a failure that happens, and tries again', async () => {
    const { element, endpoint } = await start({ connections: [github] })
    endpoint.setState(github.sessionId, 'FAILED', { error: errorBody('upstream_unreachable') })
    await until(() => alerts(element).length)
    match(alerts(element)[0]!, 'The MCP server cannot be reached.')
    button(element, 'Try again: GitHub').click()
    await until(() => rows(element)[0]!.includes('Connected'))
    equal(endpoint.calls('restoreSession'), [{ sessionId: github.sessionId }])
    equal(alerts(element), [])
  })

  it('does not go on saying that it connects what has failed', async () => {
    const { element, endpoint } = await start({ servers: [notes], script: [] })
    button(element, 'Connect Notes').click()
    await until(() => status(element) === 'Connecting Notes')
    endpoint.setState('session-1', 'FAILED', { error: errorBody('upstream_unreachable') })
    await until(() => alerts(element).length)
    equal(status(element), '')
  })

  it('asks for a token where the server wants one and offers no sign-in', async () => {
    const vault = fakeConnection({
      serverName: 'Vault',
      state: 'FAILED',
      account: 'work',
      error: errorBody('reauth_required'),
    })
    const { element, endpoint } = await start({ connections: [github, vault] })
    const fields = () => [input(element, 'address').value, named<HTMLInputElement>(element, '#name', 'Name').value]
    await openPanel(element)
    input(element, 'address').value = 'https://other.example/mcp'
    input(element, 'Bearer token').value = 'for-another-server'
    equal(await axeProblems(element), [])
    button(element, 'Give a token for Vault').click()
    await until(() => focused(element) === input(element, 'Bearer token'))
    equal(fields(), [vault.serverUrl, 'Vault'])
    equal(input(element, 'Bearer token').value, '')
    ok(input(element, 'Bearer token').checkVisibility(), 'the field can be seen')
    input(element, 'Bearer token').value = 'tok-9f3'
    element.shadowRoot!.querySelector('form')!.requestSubmit()
    await until(() => endpoint.calls('connect').length)
    equal(endpoint.calls('connect'), [
      {
        serverUrl: vault.serverUrl,
        serverName: 'Vault',
        headers: { Authorization: 'Bearer tok-9f3' },
        serverId: 'vault',
        account: 'work',
      },
    ])
    await until(() => input(element, 'address').value === '')
    submit(element, 'https://other.example/mcp')
    await until(() => endpoint.calls('connect').length === 2)
    equal(endpoint.calls('connect')[1], { serverUrl: 'https://other.example/mcp' })
  })

  it('asks for no token where there is a sign-in, or no form to give one in', async () => {
    const error = errorBody('reauth_required')
    const authUrl = 'https://app.example/api/mcp/oauth/start?session=1'
    const one = await start({
      connections: [fakeConnection({ serverName: 'Vault', state: 'AUTHENTICATING', error, authUrl })],
    })
    match(rows(one.element)[0]!, /Needs sign-in .* Sign in /)
    one.endpoint.setState('session-vault', 'FAILED', { error })
    await until(() => rows(one.element)[0]!.includes('Try again'))
    ok(!rows(one.element)[0]!.includes('Give a token'))
    const { element } = await start(
      {
        connections: [fakeConnection({ serverName: 'Vault', state: 'FAILED', error })],
      },
      (made) => (made.withoutAdd = true),
    )
    match(rows(element)[0]!, 'Try again')
    ok(!rows(element)[0]!.includes('Give a token'))
  })

  it('leads to the sign-in by a link in a new tab, which the page may take over', async () => {
    const waiting = fakeConnection({
      serverName: 'Waiting',
      state: 'AUTHENTICATING',
      authUrl: 'https://app.example/api/mcp/oauth/start?session=1',
    })
    const hostile = fakeConnection({ serverName: 'Hostile', state: 'AUTHENTICATING', authUrl: 'javascript:alert(1)' })
    const { element } = await start({ connections: [waiting, hostile] })
    const [link, ...others] = element.shadowRoot!.querySelectorAll('a')
    equal([link!.href, link!.target, link!.rel, others.length], [waiting.authUrl, '_blank', 'noopener', 0])
    let asked = ''
    element.addEventListener('mcp-authorize-request', (event) => {
      asked = event.connection.serverName
      event.preventDefault()
    })
    link!.click()
    equal(asked, 'Waiting')
  })

  it('cancels a connection that is new without asking', async () => {
    const { element, endpoint } = await start({ servers: [notes], script: [] })
    button(element, 'Connect Notes').click()
    await until(() => rows(element)[0])
    button(element, 'Cancel connecting Notes').click()
    await until(() => element.matches(':state(empty)'))
    equal(endpoint.calls('disconnect'), [{ sessionId: 'session-1' }])
  })

  it('tells which connection was chosen', async () => {
    const { element } = await start({ connections: [github, billing] })
    let chosen = ''
    element.addEventListener('mcp-select', (event) => (chosen = event.connection.serverName))
    button(element, 'Billing').click()
    await element.updateComplete
    equal(chosen, 'Billing')
    equal(textOf(element.shadowRoot!.querySelector('[aria-current=true] .name')!), 'Billing')
  })

  it('shows text of servers as text', async () => {
    const { element } = await start({ connections: [fakeConnection({ serverName: '<img src=x onerror=alert(1)>' })] })
    equal(element.shadowRoot!.querySelectorAll('img').length, 0)
    match(rows(element)[0]!, '<img src=x onerror=alert(1)>')
  })
})

describe('<mcp-connections>: the keyboard', () => {
  it('opens a row’s menu, moves in it, and comes back to its button', async () => {
    const { element } = await start({ connections: [github] })
    const more = button(element, 'More for GitHub')
    more.focus()
    press(more, 'ArrowDown')
    await until(() => focused(element)?.textContent?.includes('Details'))
    for (const item of ['Reconnect', 'Disconnect', 'Details', 'Reconnect']) {
      press(focused(element)!, 'ArrowDown')
      match(textOf(focused(element)!), item)
    }
    equal(await axeProblems(element), [])
    press(focused(element)!, 'End')
    match(textOf(focused(element)!), 'Disconnect')
    ;(more.popoverTargetElement as HTMLElement).hidePopover()
    await until(() => focused(element) === more)
    await until(() => more.ariaExpanded === 'false')
  })

  it('goes into the Add panel when it opens, and back to Add by Escape', async () => {
    const { element } = await start({ connections: [github], servers: [notes] })
    button(element, 'Add').click()
    await until(() => focused(element)?.getAttribute('aria-label') === 'Connect Notes')
    press(focused(element)!, 'Escape')
    await until(() => !element.matches(':state(adding)'))
    equal(textOf(focused(element)!), 'Add')
    equal(focused(element)!.getAttribute('aria-expanded'), 'false')
  })

  /** What has the focus, and is there to be seen. */
  const inHand = (element: McpConnections) => {
    const active = focused(element)
    return active?.checkVisibility() ? textOf(active) : undefined
  }

  it('stays on what asked for a connection until there is its row, then goes there', async () => {
    for (const connections of [[], [github]]) {
      const { element, endpoint } = await start({ connections, servers: [everything, notes] })
      if (connections.length > 0) await openPanel(element)
      const connect = button(element, 'Connect Everything')
      connect.focus()
      connect.click()
      connect.click()
      await element.updateComplete
      equal([focused(element) === connect, connect.ariaDisabled, connect.disabled], [true, 'true', false])
      await until(() => rows(element).at(-1)?.includes('127.0.0.1:3101/mcp · '))
      await until(() => !element.matches(':state(adding)'))
      equal(inHand(element), 'Everything')
      equal(endpoint.calls('connect').length, 1)
    }
  })

  it('goes from the form to the row of what was added', async () => {
    const { element } = await start({ connections: [github] })
    button(element, 'Add').click()
    await until(() => focused(element)?.id === 'url')
    submit(element, 'https://mine.example/mcp')
    await until(() => rows(element)[1]?.includes('Connected'))
    await until(() => !element.matches(':state(adding)'))
    equal(inHand(element), 'mine.example')
  })

  it('stays in a row whose button goes away', async () => {
    const { element } = await start({ connections: [billing, github] })
    button(element, 'Try again: Billing').focus()
    button(element, 'Try again: Billing').click()
    await until(() => rows(element)[0]?.includes('Connected'))
    equal(inHand(element), 'Billing')
  })

  it('goes to Add when its row goes away', async () => {
    const { element, endpoint } = await start({ connections: [billing, github] })
    button(element, 'Billing').focus()
    endpoint.emit({
      type: 'disconnected',
      sessionId: billing.sessionId,
      serverId: billing.serverId,
      timestamp: 1,
      reason: 'user',
    })
    await until(() => rows(element).length === 1)
    equal(inHand(element), 'Add')
  })
})
