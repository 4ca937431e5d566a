/** What the inn's tools do. */
import { setTimeout as delay } from 'node:timers/promises'
import { ARRIVAL, BOOKING, PAY, PAYMENT, wickedQuestion } from './questions.ts'
import type { Answer, WickedKind } from './questions.ts'
import { RpcError } from './visit.ts'
import type { RawResult, Visit } from './visit.ts'

// A type, not an interface: SDK result types have an index signature, which only types fit.
export type ToolResult = { content: { type: 'text'; text: string }[]; isError?: boolean }

export type Arguments = Readonly<Record<string, unknown>>

/** What a tool may know of the house. */
export interface Desk {
  executions(tool: string): number
  readonly paid: boolean
  /** What `routed` reads. */
  readonly header: string
}

type Work = (visit: Visit, args: Arguments, desk: Desk) => Promise<ToolResult>

export const text = (value: string): ToolResult => ({ content: [{ type: 'text', text: value }] })

/** As it arrived, but for what the protocol adds. */
const plain = ({ action, content }: Answer): Answer => ({ action, content })

const json = (value: unknown): ToolResult => text(JSON.stringify(value))

const RICH_RESULT: RawResult = {
  content: [
    {
      type: 'text',
      text: 'A small room for 80.',
      annotations: { audience: ['user'], priority: 0.8, lastModified: '2026-01-02T03:04:05Z' },
      _meta: { 'inn.example/block': 1 },
      'x-vendor': { kept: true },
    },
    {
      type: 'resource_link',
      uri: 'inn:///menu',
      name: 'menu',
      annotations: { audience: ['assistant'] },
      _meta: { 'inn.example/block': 2 },
    },
  ],
  structuredContent: { room: 'small', price: 80 },
  _meta: { 'inn.example/trace': 'abc' },
}

const WORK: Readonly<Record<string, Work>> = {
  async book(visit) {
    const { booking } = await visit.ask({ booking: BOOKING })
    return json(plain(booking!))
  },
  async book_twice(visit) {
    const { booking } = await visit.ask({ booking: BOOKING })
    const { arrival } = await visit.ask({ arrival: ARRIVAL })
    return json({ booking: plain(booking!), arrival: plain(arrival!) })
  },
  async book_both(visit) {
    const { booking, arrival } = await visit.ask({ booking: BOOKING, arrival: ARRIVAL })
    return json({ booking: plain(booking!), arrival: plain(arrival!) })
  },
  async pay(visit) {
    const { payment } = await visit.ask({ payment: PAY })
    return json(plain(payment!))
  },
  async pay_first(_visit, _args, { paid }) {
    if (!paid) throw new RpcError(-32042, 'Pay first.', { elicitations: [PAYMENT] })
    return text('paid')
  },
  async ask_later(visit) {
    return json(plain(await visit.askLater(BOOKING)))
  },
  async impatient(visit, { timeoutMs = 300 }) {
    try {
      return json(plain(await visit.askBriefly(BOOKING, Number(timeoutMs))))
    } catch (error) {
      if ((error as RpcError).code !== -32001) throw error
      return text('gave up')
    }
  },
  async wicked(visit, { kind }) {
    const question = wickedQuestion(kind as WickedKind)
    for (;;) {
      const { wicked } = await visit.ask({ wicked: question }, { unchecked: true })
      visit.signal.throwIfAborted()
      if (kind !== 'endless') return json(wicked)
    }
  },
  async count(visit, { steps = 3, delayMs = 0 }) {
    for (let step = 1; step <= Number(steps); step++) {
      await delay(Number(delayMs), undefined, { signal: visit.signal })
      await visit.progress(step, Number(steps), `Step ${step}`)
      await visit.log({ step })
    }
    return text(`Counted to ${String(steps)}.`)
  },
  async slow(visit, { delayMs = 1_000 }) {
    await delay(Number(delayMs), undefined, { signal: visit.signal })
    return text('done')
  },
  async tally(_visit, _args, desk) {
    return text(String(desk.executions('tally')))
  },
  async shout() {
    return text('HELLO')
  },
  async burn() {
    return text('burnt')
  },
  async write() {
    return text('written')
  },
  async rich(visit) {
    visit.sendRaw(RICH_RESULT)
    return text('This is replaced on its way out.')
  },
  async shifty() {
    return text('shifted')
  },
  async routed(visit, _args, { header }) {
    return json({ [header]: visit.header(`mcp-param-${header}`) })
  },
}

/** What a tool does; the dummies say their names. */
export const workOf = (tool: string): Work => WORK[tool] ?? (async () => text(tool))
