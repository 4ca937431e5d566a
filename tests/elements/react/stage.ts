/** React in the page, over a fake endpoint that answers in place of the network. */
import { act, createElement, StrictMode } from 'react'
import type { ReactNode } from 'react'
import { createRoot } from 'react-dom/client'
import type { Root } from 'react-dom/client'
import { useMcp } from '../../../elements/react.ts'
import type { UseMcpOptions, UseMcpResult } from '../../../elements/react.ts'
import { createFakeEndpoint } from '../../../stories/fake-endpoint.ts'
import type { FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
import { until } from '../support.ts'

// Outside of `act` React says nothing of updates that a test did not expect.
const environment = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }
environment.IS_REACT_ACT_ENVIRONMENT = true

const endpoints = new Map<string, ReturnType<typeof createFakeEndpoint>>()
const originalFetch = globalThis.fetch
globalThis.fetch = (target, init) => {
  const url = new URL(target instanceof Request ? target.url : target, location.href).href
  return (endpoints.get(url)?.fetch ?? originalFetch)(target, init)
}
const roots: { root: Root; place: HTMLElement }[] = []
let number = 0

/** A fake endpoint at an address of its own: lines of other tests are kept for a while, and do not come here. */
export function serve(options: FakeEndpointOptions = {}) {
  const endpoint = createFakeEndpoint(options)
  const url = `/api/mcp-${++number}`
  endpoints.set(new URL(url, location.href).href, endpoint)
  return { endpoint, url }
}

export async function show(node: ReactNode): Promise<{ root: Root; place: HTMLElement }> {
  const place = document.createElement('div')
  document.body.append(place)
  const root = createRoot(place)
  roots.push({ root, place })
  await act(async () => root.render(node))
  return { root, place }
}

export async function leave(): Promise<void> {
  for (const { root, place } of roots.splice(0)) {
    await act(async () => root.unmount())
    place.remove()
  }
}

/** Waits for something, and lets React follow meanwhile. */
export async function eventually<T>(probe: () => T, limit = 10_000): Promise<NonNullable<T>> {
  let found: NonNullable<T> | undefined
  await act(async () => {
    found = await until(probe, probe.toString(), limit)
  })
  return found!
}

/** The hook in a component of its own. */
export async function hook(options: UseMcpOptions, strict = false) {
  const renderings: UseMcpResult[] = []
  function Probe({ given }: { readonly given: UseMcpOptions }) {
    const result = useMcp(given)
    renderings.push(result)
    return createElement('p', null, result.connections.map(({ serverName, state }) => `${serverName} ${state}`).join())
  }
  const tree = (given: UseMcpOptions) => {
    const probe = createElement(Probe, { given })
    return strict ? createElement(StrictMode, null, probe) : probe
  }
  const { root, place } = await show(tree(options))
  return {
    renderings,
    place,
    get now(): UseMcpResult {
      return renderings.at(-1)!
    },
    /** Renders again, with other options. */
    update: (given: UseMcpOptions) => act(async () => root.render(tree(given))),
    unmount: () => act(async () => root.render(null)),
    act: <T>(work: (result: UseMcpResult) => T | Promise<T>): Promise<Awaited<T>> =>
      act(async () => await work(renderings.at(-1)!)) as Promise<Awaited<T>>,
  }
}

/** React as it is in a page. */
export async function withoutAct(work: () => Promise<void>): Promise<void> {
  environment.IS_REACT_ACT_ENVIRONMENT = false
  try {
    await work()
  } finally {
    environment.IS_REACT_ACT_ENVIRONMENT = true
  }
}
