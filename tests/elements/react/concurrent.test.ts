import { act, createElement, startTransition, StrictMode, useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server.browser'
import type { McpError } from '../../../elements/core/error.ts'
import { listeners, useMcp } from '../../../elements/react.ts'
import type { UseMcpOptions } from '../../../elements/react.ts'
import { fail, fakeConnection } from '../../../stories/fake-endpoint.ts'
import { afterEach, describe, equal, it, rejection, until } from '../support.ts'
import { eventually, hook, leave, serve, show, withoutAct } from './stage.ts'

const weather = fakeConnection({ serverId: 'weather', serverName: 'Weather' })

afterEach(leave)

describe('useMcp in React’s ways', () => {
  it('has one stream in the end where StrictMode mounts twice', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const probe = await hook({ url }, true)
    await eventually(() => probe.now.connections.length)
    equal(endpoint.requests.filter(({ method }) => method === 'GET').length, 1)
    equal(endpoint.streams, 1)
  })

  it('has one stream in the end where StrictMode mounts twice, with a token too', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const probe = await hook({ url, authToken: 'one' }, true)
    await eventually(() => probe.now.connections.length)
    equal(endpoint.requests.filter(({ method }) => method === 'GET').length, 1)
  })

  it('asks once where StrictMode mounts twice and no stream is wanted', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const probe = await hook({ url, autoConnect: false }, true)
    await eventually(() => probe.now.connections.length)
    equal(endpoint.calls('getSessions').length, 1)
  })

  it('opens its stream again where StrictMode mounts twice, and the page closes it when it is left', async () => {
    const { url } = serve({ connections: [weather] })
    function Page(): ReactNode {
      const { connections, disconnectSSE, status } = useMcp({ url })
      useEffect(() => disconnectSSE, [disconnectSSE])
      return createElement('p', null, `${connections.length} ${status}`)
    }
    const { place } = await show(createElement(StrictMode, null, createElement(Page)))
    await eventually(() => place.textContent === '1 open')
  })

  it('leaves a stream closed that was closed while other components come', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const probe = await hook({ url })
    await eventually(() => probe.now.status === 'open')
    await probe.act(({ disconnectSSE }) => disconnectSSE())
    const other = await hook({ url })
    equal([probe.now.status, other.now.status, other.now.connections.length], ['idle', 'idle', 1])
    await eventually(() => endpoint.streams === 0)
  })

  it('begins again where somebody has signed in before the page is shown once more', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    endpoint.refuse('unauthenticated')
    const before = await hook({ url })
    await eventually(() => before.now.status === 'unauthenticated')
    await before.unmount()
    endpoint.refuse(undefined)
    const after = await hook({ url })
    await eventually(() => after.now.status === 'open' && after.now.connections.length)
  })

  for (const authToken of [undefined, 'one']) {
    it(`ends its stream after it is unmounted (${authToken ? 'its own' : 'a shared one'})`, async () => {
      const { endpoint, url } = serve({ connections: [weather] })
      const probe = await hook({ url, authToken })
      await eventually(() => endpoint.streams === 1)
      await probe.unmount()
      await eventually(() => endpoint.streams === 0)
    })
  }

  it('shows many components the same at every moment, also while React renders in pieces', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    let renderAgain: () => void = () => {}
    function Slow({ round }: { readonly round: number }): ReactNode {
      const { connections } = useMcp({ url })
      // Long enough for React to give way to the browser between the components of a transition.
      const end = performance.now() + 8
      while (performance.now() < end);
      return createElement('i', { title: String(round) }, connections[0]?.state ?? 'none')
    }
    function App(): ReactNode {
      const [round, setRound] = useState(0)
      renderAgain = () => startTransition(() => setRound((before) => before + 1))
      return Array.from({ length: 12 }, (_, at) => createElement(Slow, { key: at, round }))
    }
    // `act` would render in one piece.
    await withoutAct(async () => {
      const place = document.createElement('div')
      const root = createRoot(place)
      root.render(createElement(App))
      const shown = () => [...new Set([...place.querySelectorAll('i')].map(({ textContent }) => textContent))].join('|')
      await until(() => shown() === 'CONNECTED', 'the first state', 10_000)
      const seen: string[] = []
      const observer = new MutationObserver(() => seen.push(shown()))
      observer.observe(place, { subtree: true, childList: true, characterData: true })
      for (const state of ['RECONNECTING', 'CONNECTED', 'VALIDATING', 'CONNECTED', 'FAILED'] as const) {
        renderAgain()
        // In the middle of the transition.
        await new Promise((resolve) => setTimeout(resolve, 20))
        endpoint.setState(weather.sessionId, state)
        await until(() => shown() === state, state, 10_000)
      }
      observer.disconnect()
      root.unmount()
      equal(
        seen.filter((one) => one.includes('|')),
        [],
      )
    })
  })

  it('tells everybody of an event, also where a handler throws', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const thrown: unknown[] = []
    // In place of the test runner, which takes it for a failure.
    const { onerror } = globalThis
    globalThis.onerror = (_message, _source, _line, _column, error) => {
      thrown.push(error?.message)
      return true
    }
    const fault = (): never => {
      throw new Error('a page’s own fault')
    }
    try {
      const heard: string[] = []
      await hook({ url, onConnectionEvent: fault })
      const probe = await hook({ url, onConnectionEvent: ({ type }) => heard.push(type) })
      await eventually(() => probe.now.connections.length)
      endpoint.setState(weather.sessionId, 'RECONNECTING')
      await eventually(() => probe.now.connections[0]?.state === 'RECONNECTING')
      equal([heard, thrown], [['state_changed'], ['a page’s own fault']])
    } finally {
      globalThis.onerror = onerror
    }
  })

  it('ends in good order what was asked for by a component that is gone', async () => {
    const { endpoint, url } = serve({ methods: { connect: () => fail('blocked_address') } })
    const probe = await hook({ url })
    await eventually(() => probe.now.status === 'open')
    const asked = rejection<McpError>(probe.now.connect({ serverUrl: 'http://10.0.0.1/' }))
    await probe.unmount()
    equal((await asked).code, 'blocked_address')
    await eventually(() => endpoint.streams === 0)
  })

  it('leaves nothing open behind components that come and go', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    const ways: UseMcpOptions[] = [
      { url },
      { url, authToken: 'a' },
      { url, authToken: () => 'a' },
      { url, autoConnect: false },
    ]
    const probe = await hook({ url }, true)
    for (let turn = 0; turn < 40; turn++) {
      if (turn % 3 === 0) await probe.unmount()
      await probe.update(ways[turn % ways.length]!)
    }
    await probe.unmount()
    await eventually(() => endpoint.streams === 0)
    equal(endpoint.requests.filter(({ method }) => method === 'GET').length, 3)
  })

  it('renders on a server what it begins with, asks for nothing there, and is taken over without a word', async () => {
    const { endpoint, url } = serve({ connections: [weather] })
    function Page(): ReactNode {
      const { connections, isInitializing, status } = useMcp({ url })
      return createElement('p', null, `${connections.length} ${status} ${isInitializing}`)
    }
    const page = createElement(StrictMode, null, createElement(Page))
    const markup = renderToString(page)
    equal(markup, '<p>0 idle true</p>')
    equal(endpoint.requests, [])
    const place = document.createElement('div')
    place.append(new DOMParser().parseFromString(markup, 'text/html').body.firstChild!)
    document.body.append(place)
    const complaints: unknown[] = []
    let root: { unmount(): void } | undefined
    await act(async () => {
      root = hydrateRoot(place, page, { onRecoverableError: (error) => complaints.push(error) })
    })
    await eventually(() => place.textContent === '1 open false')
    equal(complaints, [])
    await act(async () => root?.unmount())
    place.remove()
  })
})

describe('listeners', () => {
  it('hears an element’s events through React, by their names', async () => {
    const heard: unknown[] = []
    const { place } = await show(
      createElement('mcp-nothing', listeners({ 'mcp-select': (event) => heard.push(event.type) })),
    )
    place.firstElementChild!.dispatchEvent(new Event('mcp-select', { bubbles: true }))
    equal(heard, ['mcp-select'])
  })
})
