/** Calls of tools, and their ends before their time. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { waitFor } from '../../servers/wait-for.ts'
import type { Stage } from '../describe-runtime.ts'
import { HEAP, startFlood } from '../flood-server.ts'
import type { FloodServer } from '../flood-server.ts'
import type { Visitor } from '../visitor.ts'

const KiB = 1_024
const PATIENCE = 30_000
/** Ends in an hour. */
const COUNT = { name: 'count_to', arguments: { steps: 7_200, delayMs: 500 } }

export function describeCalls(stage: () => Stage): void {
  let flood: FloodServer

  beforeAll(async () => {
    flood = await startFlood()
  })
  afterAll(() => flood?.close())

  const running = (): number => stage().workshop.state().running['count_to'] ?? 0
  const cancelled = (): number => stage().workshop.state().cancelled['count_to'] ?? 0

  /** Ends a call that runs, and waits until the MCP server has seen it. */
  async function seeEnd(call: (ada: Visitor, sessionId: string) => Promise<() => unknown>): Promise<void> {
    const ada = await stage().login()
    const sessionId = await ada.connect(stage().workshop.url)
    const before = cancelled()
    const end = await call(ada, sessionId)
    await waitFor(running, (count) => count === 1, PATIENCE)
    await end()
    await waitFor(running, (count) => count === 0, PATIENCE)
    expect(cancelled()).toBe(before + 1)
  }

  it('connects a server, lists its tools, and runs one', async () => {
    const ada = await stage().login()
    const sessionId = await ada.connect(stage().workshop.url)
    const { tools } = await ada.call('listTools', { sessionId })
    expect(tools.map(({ name }) => name)).toContain('greet')
    const name = 'Zoë 🏺 عائشة'
    expect(await ada.call('callTool', { sessionId, name: 'greet', arguments: { name } })).toMatchObject({
      content: [{ type: 'text', text: `Hello, ${name}!` }],
    })
  })

  it('tells the catalogue', async () => {
    const ada = await stage().login()
    expect(await ada.call('getServers', {})).toMatchObject({ servers: [{ id: 'docs', name: 'MCP documentation' }] })
  })

  it('takes a body of 900 KiB', async () => {
    const ada = await stage().login()
    const sessionId = await ada.connect(stage().workshop.url)
    const name = 'é'.repeat(450 * KiB)
    const answer = await ada.call('callTool', { sessionId, name: 'greet', arguments: { name } })
    expect(answer).toMatchObject({ content: [{ text: `Hello, ${name}!` }] })
  })

  it('hands on a result of 8 MiB', async () => {
    const ada = await stage().login()
    const sessionId = await ada.connect(flood.url)
    const { content } = await ada.call('callTool', { sessionId, name: 'heap' })
    expect((content as readonly { text: string }[])[0]!.text.length).toBe(HEAP)
    const stream = await ada.stream('callTool', { sessionId, name: 'heap' })
    expect(JSON.stringify(await stream.answer()).length).toBeGreaterThan(HEAP)
  })

  it('answers many calls at once, each with its own result', async () => {
    const ada = await stage().login()
    const sessionId = await ada.connect(stage().workshop.url)
    const names = Array.from({ length: 30 }, (_, n) => `guest ${n}`)
    const answers = await Promise.all(
      names.map((name) => ada.call('callTool', { sessionId, name: 'greet', arguments: { name } })),
    )
    expect(answers.map(({ content }) => (content as readonly { text: string }[])[0]!.text)).toEqual(
      names.map((name) => `Hello, ${name}!`),
    )
  })

  it('tells each step of a call while it runs', () =>
    seeEnd(async (ada, sessionId) => {
      const stream = await ada.stream('callTool', { sessionId, ...COUNT })
      for (const step of [1, 2, 3]) {
        await stream.until(({ data }) => (data as { progress?: number }).progress === step)
        expect([running(), stream.ended]).toEqual([1, false])
      }
      return () => stream.close()
    }))

  it('tells all steps of a call, then its answer, and ends', async () => {
    const ada = await stage().login()
    const sessionId = await ada.connect(stage().workshop.url)
    const stream = await ada.stream('callTool', { sessionId, name: 'count_to', arguments: { steps: 5, delayMs: 10 } })
    expect(await stream.answer()).toMatchObject({ result: { content: [{ text: 'Counted to 5.' }] } })
    const steps = stream.events.filter(({ event }) => event === 'progress')
    expect(steps.map(({ data }) => (data as { progress: number }).progress)).toEqual([1, 2, 3, 4, 5])
    expect(stream.events.at(-1)?.event).toBe('rpc-response')
    await waitFor(() => stream.ended, Boolean)
  })

  it('ends the call of a client that has gone', () =>
    seeEnd(async (ada, sessionId) => {
      const abort = new AbortController()
      const call = ada.post('callTool', { sessionId, ...COUNT }, { signal: abort.signal }).then((one) => one.text())
      const gone = expect(call).rejects.toThrow('aborted')
      return () => {
        abort.abort()
        return gone
      }
    }))

  it('ends the streamed call of a client that has gone', () =>
    seeEnd(async (ada, sessionId) => {
      const stream = await ada.stream('callTool', { sessionId, ...COUNT })
      await stream.until(({ event }) => event === 'progress')
      return () => stream.close()
    }))

  it('cancels a call when it is told to, by another request', () =>
    seeEnd(async (ada, sessionId) => {
      const stream = await ada.stream('callTool', { sessionId, callId: 'counting', ...COUNT })
      await stream.until(({ event }) => event === 'progress')
      return async () => {
        expect(await ada.call('cancelCall', { callId: 'counting' })).toEqual({ cancelled: true })
        expect(await stream.answer()).toHaveProperty('error')
      }
    }))
}
