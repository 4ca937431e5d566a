import type { Client } from '@modelcontextprotocol/client'
import { afterEach, describe, expect, it } from 'vitest'
import { waitFor } from '../wait-for.ts'
import { ADA, connectLegacy, connectModern, jsonOf, TEN, textOf } from './clients.ts'
import type { Outcome } from './clients.ts'
import type { Inn } from './inn.ts'
import { startModernInn } from './modern.ts'
import type { ModernInnOptions } from './modern.ts'
import { ARRIVAL, BOOKING, PAYMENT } from './questions.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function later<T extends { close(): Promise<void> }>(what: T): T {
  closers.push(() => what.close())
  return what
}

const modernInn = async (options?: ModernInnOptions): Promise<Inn> => later(await startModernInn(options))

describe('the modern inn', () => {
  type Answers = Record<string, unknown>
  const enter = async (inn: Inn) => {
    const client = later(await connectModern(inn))
    return { client, call: caller(client) }
  }
  const caller =
    (client: Client) =>
    async (
      name: string,
      args = {},
      round: { inputResponses?: Answers; requestState?: string } = {},
    ): Promise<Outcome> =>
      (await client.callTool({ name, arguments: args, ...round } as Parameters<typeof client.callTool>[0], {
        allowInputRequired: true,
      })) as Outcome
  const echo = ({ requestState }: Outcome) => requestState!

  it('introduces itself', async () => {
    const { client } = await enter(await modernInn())
    expect(client.getServerVersion()).toMatchObject({ title: 'The Inn', websiteUrl: 'https://inn.example/' })
    expect(client.getInstructions()).toContain('soup')
    expect(client.getServerCapabilities()).toMatchObject({ resources: { subscribe: true }, logging: {} })
  })

  it('ends the call with a question and takes the answer with the state', async () => {
    const inn = await modernInn()
    const { call } = await enter(inn)
    const first = await call('book')
    expect(first).toMatchObject({ resultType: 'input_required', inputRequests: { booking: BOOKING } })
    const inputResponses = { booking: ADA }
    const changed = echo(first).normalize('NFC')
    expect(await call('book', {}, { inputResponses, requestState: changed })).toMatchObject({ isError: true })
    expect(await call('book', {}, { inputResponses })).toMatchObject({ isError: true })
    expect(jsonOf(await call('book', {}, { inputResponses, requestState: echo(first) }))).toEqual(ADA)
    expect([inn.executions('book'), inn.rounds('book')]).toEqual([1, 3])
  })

  it('asks in two rounds, or twice in one', async () => {
    const inn = await modernInn()
    const { call } = await enter(inn)
    const first = await call('book_twice')
    const second = await call('book_twice', {}, { inputResponses: { booking: ADA }, requestState: echo(first) })
    expect(second).toMatchObject({ resultType: 'input_required', inputRequests: { arrival: ARRIVAL } })
    expect(echo(second)).not.toBe(echo(first))
    const round = { inputResponses: { arrival: TEN }, requestState: echo(second) }
    expect(jsonOf(await call('book_twice', {}, round))).toEqual({ booking: ADA, arrival: TEN })
    const both = await call('book_both')
    expect(Object.keys(both.inputRequests!)).toEqual(['booking', 'arrival'])
    const answers = { inputResponses: { booking: ADA, arrival: TEN }, requestState: echo(both) }
    expect(jsonOf(await call('book_both', {}, answers))).toEqual({ booking: ADA, arrival: TEN })
    const pay = await call('pay')
    expect(pay.inputRequests!.payment!.params).toMatchObject({ mode: 'url', url: PAYMENT.url })
    const paid = { inputResponses: { payment: { action: 'decline' } }, requestState: echo(pay) }
    expect(jsonOf(await call('pay', {}, paid))).toEqual({ action: 'decline' })
  })

  it('asks hostile questions', async () => {
    const { call } = await enter(await modernInn())
    const wicked = (kind: string, round = {}) => call('wicked', { kind }, round)
    const ask = async (kind: string) => (await wicked(kind)).inputRequests!.wicked
    expect(await ask('javascript-url')).toMatchObject({ params: { url: expect.stringMatching(/^javascript:/) } })
    expect(await ask('sampling')).toMatchObject({ method: 'sampling/createMessage' })
    expect(JSON.stringify(await ask('pattern'))).toContain('^(a+)+$')
    expect(JSON.stringify(await ask('huge')).length).toBeGreaterThan(200_000)
    let last = await wicked('endless')
    for (let round = 0; round < 3; round++) {
      const next = await wicked('endless', { inputResponses: { wicked: ADA }, requestState: echo(last) })
      expect(echo(next)).not.toBe(echo(last))
      last = next
    }
  })

  it('asks before it welcomes or shows the guest book', async () => {
    const { client } = await enter(await modernInn())
    const manual = { allowInputRequired: true }
    const answered = (first: unknown) => ({ inputResponses: { guest: ADA }, requestState: echo(first as Outcome) })
    const prompt = { name: 'welcome', ...answered(await client.getPrompt({ name: 'welcome' }, manual)) }
    expect(JSON.stringify(await client.getPrompt(prompt, manual))).toContain('Ada')
    const uri = 'inn:///guestbook'
    const page = { uri, ...answered(await client.readResource({ uri }, manual)) }
    expect(JSON.stringify(await client.readResource(page, manual))).toContain('Ada')
  })

  it('tells news to subscriptions', async () => {
    const inn = await modernInn()
    const { client } = await enter(inn)
    const news: string[] = []
    client.fallbackNotificationHandler = async ({ method }) => void news.push(method)
    const filter = { toolsListChanged: true, promptsListChanged: true, resourcesListChanged: true }
    const { closed } = await client.listen({ ...filter, resourceSubscriptions: ['inn:///menu'] })
    expect(inn.listeners()).toBe(1)
    await inn.touch('inn:///guestbook')
    await inn.touch('inn:///menu')
    await inn.shift({ title: 'Another title' })
    await inn.addPrompt('fresh')
    await inn.addResource('inn:///cellar')
    await waitFor(
      () => news,
      (all) => all.length === 4,
    )
    expect(news[0]).toBe('notifications/resources/updated')
    inn.dropStreams('listeners')
    expect([inn.listeners(), await closed]).toEqual([0, 'remote'])
    const deaf = (await enter(await modernInn({ listenable: false }))).client
    await expect(deaf.listen(filter)).rejects.toMatchObject({ status: 404, message: expect.stringContaining('-32601') })
  })

  it('checks the header of routed by its name of the day', async () => {
    const inn = await modernInn()
    const { client, call } = await enter(inn)
    const { tools } = await client.listTools()
    const toolDefinition = tools.find(({ name }) => name === 'routed')!
    const arguments_ = { name: 'routed', arguments: { region: 'eu' } }
    expect(jsonOf(await call('routed', arguments_.arguments))).toEqual({ Region: 'eu' })
    inn.renameHeader('Area')
    await expect(client.callTool(arguments_, { toolDefinition })).rejects.toMatchObject({ code: -32020 })
    await client.listTools(undefined, { cacheMode: 'refresh' })
    expect(jsonOf(await call('routed', arguments_.arguments))).toEqual({ Area: 'eu' })
  })

  it('does not ask who cannot answer', async () => {
    const client = later(await connectModern(await modernInn(), { capabilities: {} }))
    await expect(caller(client)('book')).rejects.toMatchObject({ code: -32021 })
  })

  it('ends a call whose stream breaks', async () => {
    const inn = await modernInn()
    const { client, call } = await enter(inn)
    const slow = call('slow', { delayMs: 20_000 }).catch((error: unknown) => error)
    let steps = 0
    const count = client
      .callTool({ name: 'count', arguments: { steps: 2, delayMs: 200 } }, { onprogress: () => steps++ })
      .catch((error: unknown) => error)
    await waitFor(
      () => steps,
      (done) => done === 1,
    )
    inn.dropStreams('calls')
    expect(await slow).toBeInstanceOf(Error)
    await waitFor(
      () => inn.state(),
      ({ cancelled }) => cancelled.slow === 1 && cancelled.count === 1,
    )
    // The SDK's client waits on for a stream that broke after it had begun.
    await client.close()
    expect(await count).toBeInstanceOf(Error)
  })

  it('serves the legacy era without sessions where it is told to', async () => {
    const client = later(await connectLegacy(await modernInn({ legacy: 'stateless' })))
    expect(textOf((await client.callTool({ name: 'shout' })) as Outcome)).toBe('HELLO')
  })
})
