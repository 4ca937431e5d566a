/** Event streams: their beginning, their silence, their end, and readers that stop. */
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ConnectionEvent, SnapshotEvent } from '../../../shared/events.ts'
import { LIMITS } from '../../../shared/limits.ts'
import type { EventReader } from '../../server/harness.ts'
import { waitFor } from '../../servers/wait-for.ts'
import type { Stage } from '../describe-runtime.ts'
import { FLOOD, startFlood } from '../flood-server.ts'
import type { FloodServer } from '../flood-server.ts'
import type { Visitor } from '../visitor.ts'

const PATIENCE = 30_000
const MiB = 1_024 * 1_024

export function describeStreams(stage: () => Stage): void {
  let flood: FloodServer
  let silent: EventReader

  beforeAll(async () => {
    flood = await startFlood()
    silent = await (await stage().login()).listen()
  })
  afterAll(() => flood?.close())

  it('begins an event stream at once, and says what happens as it happens', async () => {
    const ada = await stage().login()
    const stream = await ada.listen()
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    expect(stream.headers.get('cache-control')).toContain('no-store')
    expect(stream.headers.get('content-encoding')).toBeNull()
    expect(stream.events[0]).toMatchObject({ event: 'connected', data: { connections: [] } })
    const sessionId = await ada.connect(stage().workshop.url)
    await stream.connection('tools_discovered', { sessionId })
    expect(stream.ended).toBe(false)
    await stream.close()
  })

  it('goes on where a stream was left', async () => {
    const ada = await stage().login()
    const first = await ada.listen()
    const { id } = first.events[0]!
    await first.close()
    const sessionId = await ada.connect(stage().workshop.url)
    const stream = await ada.listen(id)
    expect((stream.events[0]!.data as SnapshotEvent).resumed).toBe(true)
    await stream.connection('tools_discovered', { sessionId })
    expect(stream.events.map(({ event }) => event)).not.toContain('reset')
    await stream.close()
  })

  it('notices that a stream has been closed', async () => {
    const ada = await stage().login()
    for (let n = 0; n < LIMITS.streamsPerUser; n += 1) expect(await ada.openStream()).toBe(200)
    expect(await ada.openStream()).toBe(429)
    await ada.closeStreams(1)
    await waitFor(
      () => ada.openStream(),
      (status) => status === 200,
      PATIENCE,
    )
    await ada.closeStreams()
  })

  it('keeps two people apart', async () => {
    const [ada, grace] = [await stage().login(), await stage().login()]
    const stream = await grace.listen()
    const sessionId = await ada.connect(stage().workshop.url)
    expect(await grace.call('getSessions', {})).toEqual({ sessions: [] })
    expect(await grace.rpc('listTools', { sessionId })).toMatchObject({ error: { code: 'session_not_found' } })
    const own = await grace.connect(stage().workshop.url)
    await stream.connection('tools_discovered', { sessionId: own })
    const told = stream.events.filter(({ event }) => event === 'connection')
    expect(new Set(told.map(({ data }) => (data as ConnectionEvent).sessionId))).toEqual(new Set([own]))
    await stream.close()
  })

  it('holds little for a reader that has stopped, and others go on', async () => {
    const ada = await stage().login()
    const sessionId = await ada.connect(flood.url)
    const workshop = await ada.connect(stage().workshop.url)
    const slow = await callUnread(ada, { sessionId, name: 'flood' })
    // The MCP server has told all of it, and is told to wait for nobody.
    await waitFor(flood.told, (calls) => calls === 1, PATIENCE)
    const greeting = await ada.call('callTool', { sessionId: workshop, name: 'greet', arguments: { name: 'Ada' } })
    expect(greeting).toMatchObject({ content: [{ text: 'Hello, Ada!' }] })
    const text = await readAll(slow)
    // What the system itself holds on the way is some MiB; the answer is never dropped.
    expect(text.length).toBeLessThan(Math.min(24 * MiB, FLOOD / 2))
    expect(text).toContain('That was all.')
  })

  it('holds a silent stream open by comments', async () => {
    await waitFor(
      () => silent.comments,
      (count) => count >= 2,
      PATIENCE,
    )
    expect([silent.ended, silent.events.length]).toEqual([false, 1])
    await silent.close()
  })
}

/** A streamed call whose answer nobody reads yet. */
async function callUnread(visitor: Visitor, params: object): Promise<IncomingMessage> {
  const url = new URL(visitor.base)
  const request = httpRequest(url, {
    method: 'POST',
    headers: {
      Accept: 'text/event-stream',
      'Content-Type': 'application/json',
      Cookie: visitor.jar.header(url),
      Origin: url.origin,
      'x-mcp-plug': '1',
    },
  })
  request.end(JSON.stringify({ id: 1, method: 'callTool', params }))
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  return answer.pause()
}

async function readAll(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
