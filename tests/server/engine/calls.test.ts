import { expect, it } from 'vitest'
import type { ObservabilityEvent } from '../../../shared/events.ts'
import { waitFor } from '../../servers/wait-for.ts'
import type { EventReader } from '../harness.ts'
import { codeOf, connectTo, describeDeployed, type Era, ERAS, newUser, startInn, textOf } from './deployment.ts'

/** What a stream was told of one call. */
const toldOf = ({ events }: EventReader, callId: string): ObservabilityEvent[] =>
  events
    .filter(({ event }) => event === 'observability')
    .map(({ data }) => data as ObservabilityEvent)
    .filter((event) => event.callId === callId)

describeDeployed('a call', { replicas: 2 }, (deployment) => {
  async function twoTabs(era: Era) {
    const inn = deployment.later(await startInn(era))
    const user = newUser()
    const [one, two] = deployment.replicas.map((replica) => deployment.browser(replica, user))
    return { inn, one: one!, two: two!, sessionId: await connectTo(one!, inn) }
  }
  const running = (inn: Awaited<ReturnType<typeof startInn>>, tool: string) =>
    waitFor(
      () => inn.state().running[tool] ?? 0,
      (count) => count > 0,
    )

  it.each(ERAS)('tells its progress and its log in order, on its own stream (%s)', async (era) => {
    const { one, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', {
      sessionId,
      name: 'count',
      arguments: { steps: 5, delayMs: 20 },
      callId: 'own',
    })
    expect(textOf(await call.answer())).toBe('Counted to 5.')
    const told = call.events
      .filter(({ event }) => event === 'progress' || event === 'log')
      .map(({ event, data }) => {
        const { progress, data: of, level, logger, callId } = data as Record<string, unknown>
        expect(callId).toBe('own')
        return event === 'progress' ? `progress ${progress as number}` : [level, logger, of]
      })
    expect(told).toEqual([1, 2, 3, 4, 5].flatMap((step) => [`progress ${step}`, ['info', 'inn', { step }]]))
    expect(call.events.at(-1)!.event, 'the answer is last').toBe('rpc-response')
  })

  it.each(ERAS)('is told to tabs on other replicas, in order, and kept in no log (%s)', async (era) => {
    const { one, two, sessionId } = await twoTabs(era)
    const other = deployment.later(await two.events())
    await other.until(({ event }) => event === 'connected')
    await one.call('callTool', { sessionId, name: 'count', arguments: { steps: 20, delayMs: 40 }, callId: 'seen' })
    await other.until(({ data }) => (data as { type?: string }).type === 'call_finished')
    const told = toldOf(other, 'seen')
    expect(told[0]).toMatchObject({ type: 'call_started', sessionId, name: 'count' })
    expect(told.at(-1)).toMatchObject({ type: 'call_finished', outcome: 'result', duration: expect.any(Number) })
    const steps = told.flatMap((event) => (event.type === 'call_progress' ? [event.progress] : []))
    expect(steps).toEqual(steps.toSorted((a, b) => a - b))
    expect(steps.at(-1)).toBe(20)
    expect(told.filter(({ type }) => type === 'call_log').length).toBeGreaterThan(0)
    // Each has an id that a stream can go on from, and what was told so is not told again.
    const last = other.events.findLast(({ event }) => event === 'observability')!
    const resumed = deployment.later(await two.events(last.id))
    expect((await resumed.until(({ event }) => event === 'connected')).data).toMatchObject({ resumed: true })
    await two.call('setToolPolicy', { sessionId, name: 'count', policy: 'allow' })
    expect(toldOf(resumed, 'seen')).toEqual([])
  })

  it('that is silent is told of when it takes long, and not when it is short', async () => {
    const { one, two, sessionId } = await twoTabs('modern')
    const other = deployment.later(await two.events())
    await other.until(({ event }) => event === 'connected')
    await one.call('callTool', { sessionId, name: 'tally', callId: 'short' })
    await one.call('callTool', { sessionId, name: 'slow', arguments: { delayMs: 1_500 }, callId: 'long' })
    await other.until(({ data }) => (data as { type?: string }).type === 'call_finished')
    expect(toldOf(other, 'long').map(({ type }) => type)).toEqual(['call_started', 'call_finished'])
    expect(toldOf(other, 'short')).toEqual([])
  })

  it.each(ERAS)('is cancelled on its server when its request is closed (%s)', async (era) => {
    const { inn, one, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', { sessionId, name: 'slow', arguments: { delayMs: 60_000 } })
    await running(inn, 'slow')
    await call.close()
    await waitFor(
      () => inn.state().cancelled.slow ?? 0,
      (count) => count === 1,
    )
  })

  it.each(ERAS)('is cancelled from another tab on another replica (%s)', async (era) => {
    const { inn, one, two, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', {
      sessionId,
      name: 'slow',
      arguments: { delayMs: 60_000 },
      callId: 'far',
    })
    await running(inn, 'slow')
    expect(await two.call('cancelCall', { callId: 'far' })).toEqual({ cancelled: true })
    expect(await call.answer()).toMatchObject({ error: { code: 'call_interrupted', data: { reason: 'cancelled' } } })
    await waitFor(
      () => inn.state().cancelled.slow ?? 0,
      (count) => count === 1,
    )
    await waitFor(
      () => two.call('cancelCall', { callId: 'far' }),
      ({ cancelled }) => !cancelled,
    )
  })

  it.each(ERAS)('that is detached outlives its page, and its result is found by its id (%s)', async (era) => {
    const { inn, one, two, sessionId } = await twoTabs(era)
    const params = { sessionId, name: 'slow', arguments: { delayMs: 700 }, callId: 'detached', detached: true }
    const call = await one.stream('callTool', params)
    await running(inn, 'slow')
    await call.close()
    expect(await two.call('getCall', { callId: 'detached' })).toEqual({ callId: 'detached', state: 'running' })
    const ended = await waitFor(
      () => two.call('getCall', { callId: 'detached' }),
      ({ state }) => state === 'finished',
    )
    expect(textOf(ended.result as never)).toBe('done')
    expect(await two.call('callTool', params), 'the same call again gives the same result').toEqual(ended.result)
    expect(inn.executions('slow')).toBe(1)
  })

  it.each(ERAS)('of one id is one call upstream, on all replicas and afterwards (%s)', async (era) => {
    const { inn, one, two, sessionId } = await twoTabs(era)
    const params = { sessionId, name: 'slow', arguments: { delayMs: 400 }, callId: 'once' }
    const answers = await Promise.all([one, two, one, two].map((browser) => browser.rpc('callTool', params)))
    expect(answers.map(codeOf).toSorted()).toEqual([
      'call_in_progress',
      'call_in_progress',
      'call_in_progress',
      'result',
    ])
    expect(codeOf(await two.rpc('callTool', params)), 'a moment later').toBe('call_in_progress')
    expect(inn.executions('slow')).toBe(1)
  })

  it.each(ERAS)('of a prompt or a resource is one too (%s)', async (era) => {
    const { one, two, sessionId } = await twoTabs(era)
    const read = await one.stream('readResource', { sessionId, uri: 'inn:///menu', callId: 'menu' })
    expect(JSON.stringify(await read.answer())).toContain('inn:///menu')
    expect(codeOf(await two.rpc('readResource', { sessionId, uri: 'inn:///menu', callId: 'menu' }))).toBe(
      'call_in_progress',
    )
    expect(codeOf(await two.rpc('getPrompt', { sessionId, name: 'none' }))).toMatch(/^(upstream|tool)_/)
  })
})

describeDeployed(
  'a call with clocks of its own',
  { replicas: 1, options: { limits: { callTimeout: 500, callTimeoutTotal: 2_000 } } },
  (deployment) => {
    it.each(ERAS)('goes on while it makes progress, and ends at the last deadline (%s)', async (era) => {
      const inn = deployment.later(await startInn(era))
      const one = deployment.browser(deployment.replicas[0]!)
      const sessionId = await connectTo(one, inn)
      const count = (steps: number) =>
        one.rpc('callTool', { sessionId, name: 'count', arguments: { steps, delayMs: 100 } })
      expect(textOf(await count(10)), 'twice as long as silence may be').toBe('Counted to 10.')
      expect(codeOf(await count(100))).toBe('upstream_timeout')
      expect(codeOf(await one.rpc('callTool', { sessionId, name: 'slow', arguments: { delayMs: 60_000 } }))).toBe(
        'upstream_timeout',
      )
    })
  },
)
