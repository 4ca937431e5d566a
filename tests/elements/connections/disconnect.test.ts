import type { McpConnections } from '../../../elements/connections/connections.ts'
import { fail, fakeConnection } from '../../../stories/fake-endpoint.ts'
import type { FakeEndpoint } from '../../../stories/fake-endpoint.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, match, named, ok, textOf, until } from '../support.ts'
import { alerts, billing, button, choose, events, focused, github, rows, start, status } from './person.ts'

afterEach(cleanUp)

/** Lets waits of eight seconds end at once, as often as is asked. */
function quickly(): { restore(): void; readonly pending: number; run(): void } {
  const real = globalThis.setTimeout
  const clear = globalThis.clearTimeout
  const waits = new Map<number, () => void>()
  globalThis.setTimeout = ((run: () => void, ms?: number, ...rest: unknown[]) => {
    if (ms !== 8_000) return real(run, ms, ...rest)
    const id = -waits.size - 1 - Math.floor(performance.now() * 1000)
    waits.set(id, run)
    return id
  }) as typeof setTimeout
  globalThis.clearTimeout = ((id?: number) => {
    if (!waits.delete(id ?? 0)) clear(id)
  }) as typeof clearTimeout
  return {
    get pending() {
      return waits.size
    },
    run() {
      const all = [...waits.values()]
      waits.clear()
      for (const one of all) one()
    },
    restore() {
      globalThis.setTimeout = real
      globalThis.clearTimeout = clear
    },
  }
}

const sent = (endpoint: FakeEndpoint) => endpoint.calls('disconnect')
const farewell = (element: McpConnections) => element.shadowRoot!.querySelector<HTMLElement>('.farewell')!

async function leaving(options: Parameters<typeof start>[0] = {}) {
  const started = await start({ connections: [github, billing], ...options })
  await choose(started.element, 'GitHub', 'Disconnect')
  await until(() => farewell(started.element))
  return started
}

describe('<mcp-connections>: disconnecting', () => {
  it('says what is deleted where, and can be undone', async () => {
    const { element, endpoint } = await leaving()
    const seen = events(element)
    match(rows(element)[0]!, /GitHub Disconnected .*this site deletes the connection, with the sign-in and the headers/)
    match(rows(element)[0]!, /Nothing is deleted on the server itself\./)
    match(status(element), 'GitHub will be disconnected. You can undo this.')
    equal(await axeProblems(element), [])
    await until(() => focused(element)?.ariaLabel === 'Undo: keep GitHub')
    focused(element)!.click()
    await until(() => focused(element)?.id === `connection-${github.sessionId}`)
    match(rows(element)[0]!, /GitHub work Connected/)
    match(status(element), 'GitHub is kept')
    equal([sent(endpoint), seen], [[], []])
  })

  it('is asked of the server when the time is over, and not before', async () => {
    const clock = quickly()
    try {
      const { element, endpoint } = await leaving()
      const seen = events(element)
      await until(() => focused(element)?.ariaLabel === 'Undo: keep GitHub')
      equal([clock.pending, sent(endpoint)], [0, []], 'the focus is there')
      focused(element)!.blur()
      await until(() => clock.pending === 1)
      equal(sent(endpoint), [])
      clock.run()
      await until(() => rows(element).length === 1)
      equal(sent(endpoint), [{ sessionId: github.sessionId }])
      equal(seen, ['mcp-disconnected'])
      equal(status(element), 'GitHub disconnected')
    } finally {
      clock.restore()
    }
  })

  it('waits as long as the person is at the row', async () => {
    const clock = quickly()
    try {
      const { element } = await leaving()
      await until(() => focused(element)?.ariaLabel === 'Undo: keep GitHub')
      focused(element)!.blur()
      await until(() => clock.pending === 1)
      farewell(element).dispatchEvent(new PointerEvent('pointerenter'))
      equal(clock.pending, 0)
      farewell(element).dispatchEvent(new PointerEvent('pointerleave'))
      await until(() => clock.pending === 1)
    } finally {
      clock.restore()
    }
  })

  it('can be had at once', async () => {
    const { element, endpoint } = await leaving()
    button(element, 'Disconnect GitHub now').click()
    await until(() => sent(endpoint).length)
    await until(() => rows(element).length === 1)
  })

  it('leaves the sign-in good where the person wants that, and says what that means', async () => {
    const { element, endpoint } = await leaving()
    const box = named<HTMLInputElement>(element, 'input', 'Also take the sign-in back at the server')
    equal(box.checked, true)
    match(
      textOf(element.shadowRoot!.getElementById(box.getAttribute('aria-describedby')!)!),
      'stays good there until it runs out',
    )
    box.click()
    button(element, 'Disconnect GitHub now').click()
    await until(() => sent(endpoint).length)
    equal(sent(endpoint), [{ sessionId: github.sessionId, revoke: false }])
  })

  it('is sent when the page is left, so that it arrives', async () => {
    const { endpoint } = await leaving()
    dispatchEvent(new PageTransitionEvent('pagehide'))
    await until(() => sent(endpoint).length)
    equal(endpoint.requests.at(-1)!.keepalive, true)
    dispatchEvent(new PageTransitionEvent('pagehide'))
    equal(sent(endpoint).length, 1)
  })

  it('is sent when the element is taken away, and not when it is moved', async () => {
    const { element, endpoint } = await leaving()
    const place = element.parentElement!
    const other = document.createElement('section')
    place.append(other)
    other.append(element)
    await element.updateComplete
    await Promise.resolve()
    equal(sent(endpoint), [])
    ok(farewell(element), 'it can still be undone')
    element.remove()
    await until(() => sent(endpoint).length)
  })

  it('is refused by the page', async () => {
    const { element, endpoint } = await start({ connections: [github] }, (one) =>
      one.addEventListener('mcp-disconnect-request', (event) => event.preventDefault()),
    )
    await choose(element, 'GitHub', 'Disconnect')
    equal([farewell(element), sent(endpoint)], [null, []])
  })

  it('shows in the row why it could not be done', async () => {
    const { element } = await leaving({ methods: { disconnect: () => fail('store_unavailable') } })
    button(element, 'Disconnect GitHub now').click()
    await until(() => alerts(element).length)
    match(rows(element)[0]!, /GitHub.*The session store cannot be reached\./)
  })

  it('asks nothing for a connection that went away meanwhile', async () => {
    const { element, endpoint } = await leaving()
    const { sessionId, serverId } = github
    endpoint.emit({ type: 'disconnected', sessionId, serverId, timestamp: 1, reason: 'user' })
    await until(() => rows(element).length === 1)
    dispatchEvent(new PageTransitionEvent('pagehide'))
    equal(sent(endpoint), [])
  })

  it('is there for a row that hangs, whatever it is doing', async () => {
    for (const state of ['CONNECTED', 'VALIDATING', 'RECONNECTING', 'FAILED', 'AUTHENTICATING'] as const) {
      const hanging = fakeConnection({ serverName: 'Slow', state, toolsHash: 'a' })
      const { element, endpoint } = await start({
        connections: [hanging],
        methods: { restoreSession: () => new Promise(() => {}) },
      })
      await choose(element, 'Slow', 'Disconnect')
      await until(() => farewell(element))
      button(element, 'Disconnect Slow now').click()
      await until(() => sent(endpoint).length)
    }
  })
})
