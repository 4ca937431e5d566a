import type { SSEClient } from '../elements/core/sse-client.ts'
import { createFakeEndpoint } from './fake-endpoint.ts'
import type { FakeEndpoint, FakeEndpointOptions } from './fake-endpoint.ts'

declare global {
  /** What a story was given to show, and what was typed in it: other words on the screen are the elements' own. */
  var mcpStoryTexts: string[] | undefined
}

/** Notes what a story gives an element to show. */
export function given<T>(value: T): T {
  ;(globalThis.mcpStoryTexts ??= []).push(JSON.stringify(value))
  return value
}

/** For when another story begins. */
export function forgetGiven(): void {
  globalThis.mcpStoryTexts = []
}

export interface Stage {
  readonly endpoint: FakeEndpoint
  readonly client: SSEClient
}

/** A server for a story, and a client of it. `delay`: milliseconds before each answer. */
export function stage(options: FakeEndpointOptions = {}, delay = 0): Stage {
  const endpoint = createFakeEndpoint(options)
  const { fetch } = endpoint
  endpoint.fetch = async (url, init) => {
    if (typeof init?.body === 'string') given(JSON.parse(init.body))
    if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay))
    const response = await fetch(url, init)
    void read(response.clone())
    return response
  }
  return { endpoint, client: endpoint.client() }
}

async function read({ body }: Response): Promise<void> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader()
  try {
    for (;;) {
      const { done, value = '' } = (await reader?.read()) ?? { done: true }
      if (done) return
      globalThis.mcpStoryTexts?.push(value)
    }
  } catch {
    // The line broke, as some stories want.
  }
}

/** A client whose requests are never answered. */
export const silentClient = (): SSEClient => createFakeEndpoint().client({ fetch: () => new Promise(() => {}) })

/** What never comes. */
export const never = (): Promise<never> => new Promise(() => {})
