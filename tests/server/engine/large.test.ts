/** Long lists, large answers, and what they cost. */
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { startFaulty } from '../faulty-server.ts'
import { codeOf, connectTo, describeDeployed, ERAS, startInn, textOf } from './deployment.ts'

const MIB = 1024 * 1024
/** Pieces of 64 KiB: 9 MiB, and 100 MiB. */
const [WITHIN, TOO_MANY] = [9 * 16, 100 * 16]
/** With the inn's own they are as many as a server may have. */
const TOOLS = 9_960

describeDeployed('what is large', { replicas: 1 }, (deployment) => {
  it.each(ERAS)('10,000 tools in 200 pages are listed, kept and called (%s)', { timeout: 90_000 }, async (era) => {
    const inn = deployment.later(await startInn(era, { toolCount: TOOLS, pageSize: 50 }))
    const one = deployment.browser(deployment.replicas[0]!)
    const { sessions } = await (async () => {
      await connectTo(one, inn)
      return one.call('getSessions', {})
    })()
    const { sessionId, toolCount } = sessions[0]!
    expect(toolCount).toBeGreaterThan(TOOLS)
    expect(toolCount).toBeLessThanOrEqual(10_000)
    expect(inn.state().requests['tools/list']).toBe(200)
    const { tools } = await one.call('listTools', { sessionId })
    expect(tools).toHaveLength(toolCount)
    expect(new Set(tools.map(({ name }) => name)).size).toBe(toolCount)
    const { hash, name } = tools.at(-1)!
    expect(codeOf(await one.rpc('callTool', { sessionId, name, approval: hash }))).toBe('result')
    expect(inn.state().requests['tools/call']).toBe(1)
  })

  it('a result up to the limit arrives whole', { timeout: 60_000 }, async () => {
    const text = 'x'.repeat(9.9 * MIB)
    const server = await startFaulty((response, id) => json(response, id, { content: [{ type: 'text', text }] }))
    deployment.later(server)
    const one = deployment.browser(deployment.replicas[0]!)
    const { sessionId } = await one.call('connect', { serverUrl: server.url })
    const answer = await one.rpc('callTool', { sessionId, name: 'work' })
    expect(textOf(answer)).toHaveLength(text.length)
  })

  it.each(['a document', 'one event', 'one line'] as const)(
    '100 MB as %s end with a clear error, and cost no more than what is in bounds',
    { timeout: 60_000 },
    async (kind) => {
      let pieces = WITHIN
      const server = await startFaulty((response, id) => pour(response, id, kind, pieces))
      deployment.later(server)
      const replica = await deployment.start()
      const one = deployment.browser(replica)
      const { sessionId } = await one.call('connect', { serverUrl: server.url })
      const call = async () => codeOf(await one.rpc('callTool', { sessionId, name: 'work' }))
      // What a process takes for the largest answers that are allowed, it has taken once its peak stays where it is.
      let before = 0
      for (let calls = 0, calm = 0; calls < 60 && calm < 5; calls++) {
        expect(await call()).toBe('result')
        const peak = peakOf(replica.pid)
        calm = peak === before ? calm + 1 : 0
        before = peak
      }
      pieces = TOO_MANY
      for (let times = 0; times < 3; times++) expect(await call()).toBe('result_too_large')
      const cost = peakOf(replica.pid) - before
      console.log(`100 MB as ${kind}: ${(cost / MIB).toFixed(1)} MiB more at the peak`)
      expect(cost).toBeLessThanOrEqual(16 * MIB)
    },
  )
})

const json = (response: ServerResponse, id: number, result: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result }))

/** So many pieces of 64 KiB, as fast as they are taken. */
function pour(response: ServerResponse, id: number, kind: string, pieces: number): void {
  const isDocument = kind === 'a document'
  response.writeHead(200, { 'content-type': isDocument ? 'application/json' : 'text/event-stream' })
  const begin = `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"`
  const end = '"}]}}'
  response.write(isDocument ? begin : `data: ${begin}`)
  const piece = 'x'.repeat(64 * 1024)
  let left = pieces
  const go = () => {
    // A line break within an event is one in its text, which JSON allows between values only.
    while (left-- > 0) if (!response.write(piece)) return void response.once('drain', go)
    response.end(isDocument ? end : `${kind === 'one event' ? '"\ndata: }\ndata: ]}}' : end}\n\n`)
  }
  response.on('error', () => {})
  go()
}

/** The most memory that a process has had so far, in bytes (Linux: VmHWM). */
const peakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024
