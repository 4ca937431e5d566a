/** Long lists, large answers, and what they cost. */
import { readFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { startFaulty } from '../faulty-server.ts'
import { codeOf, connectTo, describeDeployed, ERAS, startInn, textOf } from './deployment.ts'

const MIB = 1024 * 1024
/** Pieces of 64 KiB: 9 MiB, and 100 MiB. */
const [WITHIN, TOO_MANY] = [9 * 16, 100 * 16]
/** So many that it shows if what has been read is kept. */
const CALLS = 40
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
    { timeout: 180_000 },
    async (kind) => {
      // Two new processes: within one, what comes late from its garbage collector would count as a cost.
      const [most, cost] = [await peakAfter(kind, WITHIN), await peakAfter(kind, TOO_MANY)]
      console.log(`100 MB as ${kind}: ${inMiB(cost)} MiB at the peak, ${inMiB(most)} MiB for what is in bounds`)
      expect(cost).toBeLessThanOrEqual(most + 16 * MIB)
    },
  )

  /** The peak of a new process that has got so many pieces `CALLS` times, in bytes. */
  async function peakAfter(kind: string, pieces: number): Promise<number> {
    let poured = 0
    const server = await startFaulty((response, id) => {
      poured = 0
      pour(response, id, kind, pieces, () => poured++)
    })
    deployment.later(server)
    const replica = await deployment.start()
    const one = deployment.browser(replica)
    const { sessionId } = await one.call('connect', { serverUrl: server.url })
    for (let calls = 0; calls < CALLS; calls++) {
      const code = codeOf(await one.rpc('callTool', { sessionId, name: 'work' }))
      expect(code).toBe(pieces === TOO_MANY ? 'result_too_large' : 'result')
      // It is not read to its end. The buffers of sockets hold some of it, too.
      if (pieces === TOO_MANY) expect(poured, 'pieces that were taken').toBeLessThan(TOO_MANY / 2)
    }
    const peak = peakOf(replica.pid)
    await replica.kill()
    return peak
  }
})

const inMiB = (bytes: number): string => (bytes / MIB).toFixed(0)

const json = (response: ServerResponse, id: number, result: unknown) =>
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result }))

/** So many pieces of 64 KiB, as fast as they are taken; each is told of. */
function pour(response: ServerResponse, id: number, kind: string, pieces: number, onPiece: () => void): void {
  const isDocument = kind === 'a document'
  response.writeHead(200, { 'content-type': isDocument ? 'application/json' : 'text/event-stream' })
  const begin = `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"`
  const end = '"}]}}'
  response.write(isDocument ? begin : `data: ${begin}`)
  const piece = 'x'.repeat(64 * 1024)
  let left = pieces
  const go = () => {
    // A line break within an event is one in its text, which JSON allows between values only.
    while (left-- > 0) {
      onPiece()
      if (!response.write(piece)) return void response.once('drain', go)
    }
    response.end(isDocument ? end : `${kind === 'one event' ? '"\ndata: }\ndata: ]}}' : end}\n\n`)
  }
  response.on('error', () => {})
  go()
}

/** The most memory that a process has had so far, in bytes (Linux: VmHWM). */
const peakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024
