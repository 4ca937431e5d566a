/** kill -9 of a replica while a call runs there, waits for its person there, or its sessions are listened to there. */
import { expect, it } from 'vitest'
import type { SnapshotEvent } from '../../shared/events.ts'
import {
  codeOf,
  connectTo,
  describeDeployed,
  ERAS,
  newUser,
  questionOn,
  startInn,
  textOf,
} from '../server/engine/deployment.ts'
import type { Browser } from '../server/site.ts'
import { waitFor } from '../servers/wait-for.ts'

const ADA = { name: 'Ada', nights: 3 }
/** A replica counts as alive for 8 s after its last sign of life; the rest is for a busy machine. */
const DEATH = 30_000

describeDeployed('kill -9 of a replica mid-call', { replicas: 1 }, (deployment) => {
  /** A person whose call goes to a replica that is going to die; the other one stays. */
  async function doomed(era: (typeof ERAS)[number]) {
    const inn = deployment.later(await startInn(era))
    const user = newUser()
    const victim = await deployment.start()
    const [dying, staying] = [deployment.browser(victim, user), deployment.browser(deployment.replicas[0]!, user)]
    const sessionId = await connectTo(dying, inn)
    const reader = deployment.later(await staying.events())
    return { inn, victim, dying, staying, reader, sessionId }
  }
  const finished = (browser: Browser, callId: string) =>
    waitFor(
      () => browser.call('getCall', { callId }),
      ({ state }) => state === 'finished',
      DEATH,
    )

  it(
    'takes no question with it: another asks the server on with the answer (modern)',
    { timeout: 60_000 },
    async () => {
      const { inn, victim, dying, staying, reader, sessionId } = await doomed('modern')
      const call = await dying.stream('callTool', { sessionId, name: 'book', callId: 'orphan' })
      const { inputId } = await questionOn(reader)
      await victim.kill()
      await waitFor(() => call.ended, Boolean)
      // The question is there for a page that opens now, too.
      const late = deployment.later(await staying.events())
      const { questions } = (await late.until(({ event }) => event === 'connected')).data as SnapshotEvent
      expect(questions.map((question) => question.inputId)).toEqual([inputId])
      await staying.call('answerInput', { sessionId, inputId, action: 'accept', content: ADA })
      const { result } = await finished(staying, 'orphan')
      expect(JSON.parse(textOf(result as never))).toEqual({ action: 'accept', content: ADA })
      expect([inn.executions('book'), inn.rounds('book')]).toEqual([1, 1])
      expect(inn.state().requests['tools/call']).toBe(2)
    },
  )

  it('keeps the answers that it had: the last one brings the call on (modern)', { timeout: 60_000 }, async () => {
    const { inn, victim, dying, staying, reader, sessionId } = await doomed('modern')
    await dying.stream('callTool', { sessionId, name: 'book_both', callId: 'both' })
    const open = [await questionOn(reader), await questionOn(reader, 1)]
    await dying.call('answerInput', { sessionId, inputId: open[0]!.inputId, action: 'decline' })
    await victim.kill()
    expect(await staying.call('getCall', { callId: 'both' })).toMatchObject({
      state: 'running',
      questions: [{ inputId: open[1]!.inputId }],
    })
    await staying.call('answerInput', { sessionId, inputId: open[1]!.inputId, action: 'cancel' })
    const { result } = await finished(staying, 'both')
    expect(
      Object.values(JSON.parse(textOf(result as never)))
        .map((one) => (one as { action: string }).action)
        .toSorted(),
    ).toEqual(['cancel', 'decline'])
    expect([inn.executions('book_both'), inn.rounds('book_both')]).toEqual([1, 1])
  })

  it('with a question that may not be asked again says so (legacy)', { timeout: 60_000 }, async () => {
    const { inn, victim, dying, staying, reader, sessionId } = await doomed('legacy')
    await dying.stream('callTool', { sessionId, name: 'book', callId: 'lost' })
    const { inputId } = await questionOn(reader)
    await victim.kill()
    const ended = await finished(staying, 'lost')
    expect(ended.error).toMatchObject({ code: 'call_interrupted', data: { executed: 'unknown' } })
    const answer = await staying.rpc('answerInput', { sessionId, inputId, action: 'decline' })
    expect(answer).toMatchObject({ error: { code: 'call_interrupted', data: { executed: 'unknown' } } })
    await reader.connection('input_answered', { inputId, outcome: 'expired' })
    expect(inn.executions('book')).toBe(1)
  })

  it.each(ERAS)(
    'in the middle of a call leaves it interrupted, and run by nobody again (%s)',
    { timeout: 60_000 },
    async (era) => {
      const { inn, victim, dying, staying, sessionId } = await doomed(era)
      const call = await dying.stream('callTool', {
        sessionId,
        name: 'slow',
        arguments: { delayMs: 60_000 },
        callId: 'cut',
      })
      await waitFor(
        () => inn.state().running.slow ?? 0,
        (running) => running > 0,
      )
      expect(await staying.call('getCall', { callId: 'cut' })).toEqual({ callId: 'cut', state: 'running' })
      await victim.kill()
      await waitFor(() => call.ended, Boolean)
      expect((await finished(staying, 'cut')).error).toMatchObject({
        code: 'call_interrupted',
        data: { executed: 'unknown' },
      })
      expect(codeOf(await staying.rpc('callTool', { sessionId, name: 'slow', callId: 'cut' }))).toBe('call_in_progress')
      expect(inn.executions('slow')).toBe(1)
    },
  )

  it.each(ERAS)('hands over the sessions that it listened to (%s)', { timeout: 60_000 }, async (era) => {
    const inn = deployment.later(await startInn(era))
    const user = newUser()
    const victim = await deployment.start()
    const dying = deployment.browser(victim, user)
    const sessionId = await connectTo(dying, inn)
    await dying.events()
    await waitFor(
      () => inn.listeners(),
      (count) => count === 1,
    )
    const reader = deployment.later(await deployment.browser(deployment.replicas[0]!, user).events())
    await victim.kill()
    await waitFor(
      () => inn.listeners(),
      (count) => count === 0,
    )
    await waitFor(
      () => inn.listeners(),
      (count) => count === 1,
      DEATH,
    )
    await inn.addPrompt('after the death')
    await reader.connection('prompts_changed', { sessionId })
  })
})
