import { afterEach, describe, expect, it } from 'vitest'
import { waitFor } from '../wait-for.ts'
import { ADA, answerAll, connectLegacy, jsonOf, TEN, textOf } from './clients.ts'
import type { Answering, Outcome } from './clients.ts'
import type { Inn } from './inn.ts'
import { startLegacyInn } from './legacy.ts'
import type { LegacyInnOptions } from './legacy.ts'
import { ARRIVAL, BOOKING, PAYMENT } from './questions.ts'

const closers: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

function later<T extends { close(): Promise<void> }>(what: T): T {
  closers.push(() => what.close())
  return what
}

const legacyInn = async (options?: LegacyInnOptions): Promise<Inn> => later(await startLegacyInn(options))

const NEVER: Answering = (_params, signal) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('withdrawn'))))

describe('the legacy inn', () => {
  const enter = async (inn: Inn, answer: Answering = answerAll) => {
    const client = later(await connectLegacy(inn, answer))
    const call = async (name: string, args = {}): Promise<Outcome> =>
      (await client.callTool({ name, arguments: args })) as Outcome
    return { client, call }
  }

  it('introduces itself and lists in pages', async () => {
    const inn = await legacyInn({ toolCount: 3, pageSize: 10 })
    const { client } = await enter(inn)
    expect(client.getServerVersion()).toMatchObject({ title: 'The Inn', websiteUrl: 'https://inn.example/' })
    expect(client.getInstructions()).toContain('soup')
    expect(client.getServerCapabilities()).toMatchObject({
      tools: { listChanged: true },
      resources: { subscribe: true, listChanged: true },
      completions: {},
      logging: {},
    })
    const first = await client.listTools()
    const second = await client.listTools({ cursor: first.nextCursor! })
    expect([first.tools.length, second.tools.at(-1)!.name, second.nextCursor]).toEqual([10, 'dummy_2', undefined])
  })

  it('asks on the stream of the call', async () => {
    const inn = await legacyInn({ listenable: false })
    const asked: unknown[] = []
    const { call } = await enter(inn, (params, signal) => {
      asked.push(params)
      return answerAll(params, signal)
    })
    expect(jsonOf(await call('book'))).toEqual(ADA)
    expect(jsonOf(await call('book_twice'))).toEqual({ booking: ADA, arrival: TEN })
    expect(jsonOf(await call('book_both'))).toEqual({ booking: ADA, arrival: TEN })
    expect(jsonOf(await call('pay'))).toEqual({ action: 'accept' })
    expect(asked).toMatchObject(
      [BOOKING, BOOKING, ARRIVAL, BOOKING, ARRIVAL].map(({ params }) => params).concat(PAYMENT),
    )
    expect([inn.executions('book'), inn.rounds('book'), inn.listeners()]).toEqual([1, 0, 0])
  })

  it('asks both questions of book_both before either is answered', async () => {
    let open = 0
    const { call } = await enter(await legacyInn(), async (params, signal) => {
      open++
      await waitFor(
        () => open,
        (count) => count === 2,
      )
      return answerAll(params, signal)
    })
    expect(jsonOf(await call('book_both'))).toEqual({ booking: ADA, arrival: TEN })
  })

  it('does not ask who cannot answer', async () => {
    const client = later(await connectLegacy(await legacyInn()))
    expect(await client.callTool({ name: 'book' })).toMatchObject({ isError: true })
    const alone = later(await connectLegacy(await legacyInn({ stateless: true }), answerAll))
    expect(await alone.callTool({ name: 'book' })).toMatchObject({ isError: true })
    expect(textOf((await alone.callTool({ name: 'shout' })) as Outcome)).toBe('HELLO')
  })

  it('asks on the stream of the session', async () => {
    const inn = await legacyInn()
    const { call } = await enter(inn)
    await waitFor(inn.listeners, (count) => count === 1)
    expect(jsonOf(await call('ask_later'))).toEqual(ADA)
  })

  it('takes a question back', async () => {
    const { call } = await enter(await legacyInn(), NEVER)
    expect(textOf(await call('impatient', { timeoutMs: 50 }))).toBe('gave up')
  })

  it('wants the money first, and tells when it is there', async () => {
    const inn = await legacyInn()
    const { client, call } = await enter(inn)
    const complete: unknown[] = []
    client.fallbackNotificationHandler = async (notification) => void complete.push(notification)
    await waitFor(inn.listeners, (count) => count === 1)
    await expect(call('pay_first')).rejects.toMatchObject({ code: -32042, data: { elicitations: [PAYMENT] } })
    await inn.completePayments()
    await waitFor(
      () => complete,
      (all) => all.length === 1,
    )
    expect(complete).toMatchObject([
      { method: 'notifications/elicitation/complete', params: { elicitationId: PAYMENT.elicitationId } },
    ])
    expect(textOf(await call('pay_first'))).toBe('paid')
  })

  it('asks hostile questions', async () => {
    const asked: Record<string, unknown>[] = []
    const { client, call } = await enter(await legacyInn(), (params) => {
      asked.push(params)
      return { action: asked.length < 10 ? 'decline' : 'cancel' }
    })
    // The client drops patterns from what it hands on.
    const wire: unknown[] = []
    const hear = client.transport!.onmessage!
    client.transport!.onmessage = (message, extra) => {
      wire.push(message)
      hear(message, extra)
    }
    await call('wicked', { kind: 'javascript-url' })
    await call('wicked', { kind: 'pattern' })
    await call('wicked', { kind: 'huge' })
    expect(asked[0]).toMatchObject({ mode: 'url', url: expect.stringMatching(/^javascript:/) })
    expect(JSON.stringify(wire)).toContain('^(a+)+$')
    expect(JSON.stringify(asked[2]).length).toBeGreaterThan(200_000)
    expect(await call('wicked', { kind: 'sampling' })).toMatchObject({ isError: true })
    const stop = new AbortController()
    const endless = client.callTool({ name: 'wicked', arguments: { kind: 'endless' } }, undefined, stop)
    await waitFor(
      () => asked.length,
      (count) => count > 12,
    )
    stop.abort()
    await expect(endless).rejects.toThrow()
  })

  it('tells news to listening sessions, updates to those who subscribed', async () => {
    const inn = await legacyInn()
    const { client } = await enter(inn)
    const news: unknown[] = []
    client.fallbackNotificationHandler = async ({ method }) => void news.push(method)
    await waitFor(inn.listeners, (count) => count === 1)
    await inn.touch('inn:///menu')
    await client.subscribeResource({ uri: 'inn:///menu' })
    await inn.touch('inn:///menu')
    await inn.shift({ description: 'Quite different.' })
    await inn.addPrompt('fresh')
    await inn.addResource('inn:///cellar')
    await waitFor(
      () => news,
      (all) => all.length === 4,
    )
    expect(news).toEqual([
      'notifications/resources/updated',
      'notifications/tools/list_changed',
      'notifications/prompts/list_changed',
      'notifications/resources/list_changed',
    ])
    expect((await client.listTools()).tools).toContainEqual(
      expect.objectContaining({ description: 'Quite different.' }),
    )
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(['plain', 'welcome', 'fresh'])
    expect((await client.listResources()).resources.at(-1)!.uri).toBe('inn:///cellar')
  })

  it('asks before it welcomes or shows the guest book, and completes', async () => {
    const { client } = await enter(await legacyInn())
    expect(JSON.stringify(await client.getPrompt({ name: 'welcome' }))).toContain('Ada')
    expect(JSON.stringify(await client.readResource({ uri: 'inn:///guestbook' }))).toContain('Ada')
    expect(await client.readResource({ uri: 'inn:///rooms/7' })).toMatchObject({ contents: [{ text: 'Room 7.' }] })
    const complete = async (ref: Parameters<typeof client.complete>[0]['ref'], name: string, value: string) =>
      (await client.complete({ ref, argument: { name, value } })).completion.values
    expect(await complete({ type: 'ref/prompt', name: 'welcome' }, 'language', 'e')).toEqual(['English', 'Español'])
    expect(await complete({ type: 'ref/resource', uri: 'inn:///rooms/{number}' }, 'number', '1')).toHaveLength(4)
  })

  it.each([
    ['404', 404, -32001],
    ['400', 400, -32000],
  ] as const)('forgets its sessions and answers %s', async (lost, status, code) => {
    const inn = await legacyInn({ lost })
    const { client, call } = await enter(inn)
    await waitFor(inn.listeners, (count) => count === 1)
    const slow = call('slow', { delayMs: 20_000 }).catch((error: unknown) => error)
    await waitFor(
      () => inn.state().running.slow,
      (running) => running === 1,
    )
    await inn.restart()
    expect([inn.state().sessions, inn.listeners(), inn.state().running.slow]).toEqual([0, 0, 0])
    await expect(call('tally')).rejects.toMatchObject({ code: status, message: expect.stringContaining(String(code)) })
    await client.close()
    expect(await slow).toBeInstanceOf(Error)
  })

  it('lets a broken stream be resumed', async () => {
    const inn = await legacyInn({ resumable: true })
    const { client } = await enter(inn)
    await waitFor(inn.listeners, (count) => count === 1)
    const steps: number[] = []
    const params = { name: 'count', arguments: { steps: 4, delayMs: 100 } }
    const count = client.callTool(params, undefined, { onprogress: ({ progress }) => steps.push(progress) })
    await waitFor(
      () => steps.length,
      (length) => length > 0,
    )
    inn.dropStreams('calls')
    expect(textOf((await count) as Outcome)).toBe('Counted to 4.')
    expect(steps).toEqual([1, 2, 3, 4])
    expect(inn.executions('count')).toBe(1)
    inn.dropStreams('listeners')
    expect(inn.listeners()).toBe(0)
  })
})
