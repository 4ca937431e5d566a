/** A program on any runtime that rides on sessions made elsewhere: prints what it saw as one line of JSON. */
import { authorizedFetch, MCPClient, MemorySessionStore, type SessionRecord } from '../../server/index.ts'
import { answerAll, connectLegacy, type Outcome, textOf } from '../servers/inn/clients.ts'
import { waitFor } from '../servers/wait-for.ts'
import { openAnswers } from './recorder.ts'

export interface Ride {
  /** A session on the vault. Its access token is good no more. */
  readonly session: SessionRecord
  /** An inn that wants `Bearer canary`. */
  readonly inn: string
  /** A recorder that begins an event stream and never ends it; at `/big` it sends 5,000 bytes. */
  readonly streams: string
}

export interface Ridden {
  readonly people: readonly string[]
  readonly counted: string
  readonly steps: readonly number[]
  readonly booked: string
  readonly later: string
  /** How reading ended, after everything that ends it; the upstream connection was closed each time. */
  readonly ends: Readonly<Record<string, string>>
}

const common = { userId: 'alice', store: new MemorySessionStore(), allowPrivateNetwork: ['127.0.0.1'] }

async function ride({ session, inn, streams }: Ride): Promise<Ridden> {
  await common.store.create(session)
  const { sessionId, serverUrl } = session
  const people = Array.from({ length: 20 }, async () => {
    const client = await connectLegacy({ url: serverUrl }, undefined, authorizedFetch({ ...common, sessionId }))
    const said = textOf((await client.callTool({ name: 'whoami' })) as Outcome)
    await client.close()
    return said
  })
  return { people: await Promise.all(people), ...(await stay(inn)), ends: await breakOff(session, streams) }
}

async function stay(inn: string): Promise<Omit<Ridden, 'people' | 'ends'>> {
  const headers = { authorization: 'Bearer canary' }
  await new MCPClient({ ...common, sessionId: 'inn', serverUrl: inn, headers }).connect()
  const client = await connectLegacy({ url: inn }, answerAll, authorizedFetch({ ...common, sessionId: 'inn' }))
  const steps: number[] = []
  const call = async (name: string, args = {}) =>
    textOf(
      (await client.callTool({ name, arguments: args }, undefined, {
        onprogress: ({ progress }) => steps.push(progress),
      })) as Outcome,
    )
  const stayed = {
    counted: await call('count', { steps: 3, delayMs: 5 }),
    steps,
    booked: await call('book'),
    later: await call('ask_later'),
  }
  await client.close()
  return stayed
}

/** Its tokens are no good here; nobody asks. */
async function breakOff(session: SessionRecord, origin: string): Promise<Record<string, string>> {
  await common.store.create({ ...session, sessionId: 'streams', serverUrl: `${origin}/mcp` })
  const fetch = authorizedFetch({ ...common, sessionId: 'streams', limits: { resultBytes: 1_000 } })
  const ends: Record<string, string> = {}
  const note = async (name: string, ending: Promise<unknown>) => {
    ends[name] = await ending.then(String, (error: Error & { code?: string }) => error.code ?? error.message)
    await waitFor(
      () => openAnswers(origin),
      (count) => count === 0,
    )
  }
  const controller = new AbortController()
  const aborted = await fetch(`${origin}/mcp`, { signal: controller.signal })
  const reading = aborted.text()
  controller.abort(new Error('enough'))
  await note('aborted', reading)
  const other = new AbortController()
  const unread = await fetch(new Request(`${origin}/mcp`, { signal: other.signal }))
  other.abort(new Error('enough'))
  await note('aborted unread', unread.text())
  const reader = (await fetch(`${origin}/mcp`)).body!.getReader()
  await reader.read()
  await note('cancelled', reader.cancel())
  await note('too large an event', (await fetch(`${origin}/big`)).text())
  await note('too large a body', (await fetch(`${origin}/big.json`)).text())
  return ends
}

process.stdout.write(JSON.stringify(await ride(JSON.parse(process.env['RIDE']!) as Ride)))
process.exit(0)
