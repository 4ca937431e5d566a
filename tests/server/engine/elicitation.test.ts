import { expect, it } from 'vitest'
import type { SnapshotEvent } from '../../../shared/events.ts'
import { waitFor } from '../../servers/wait-for.ts'
import { codeOf, connectTo, describeDeployed, ERAS, newUser, questionOn, startInn, textOf } from './deployment.ts'

const ADA = { name: 'Ada', nights: 3, breakfast: false, room: 'large' }
const DEFAULTS = { nights: 2, breakfast: true, note: 'none' }

describeDeployed('a question of an MCP server', { replicas: 2 }, (deployment) => {
  /** One person in two tabs on two replicas. */
  async function twoTabs(era: (typeof ERAS)[number]) {
    const inn = deployment.later(await startInn(era))
    const user = newUser()
    const [one, two] = deployment.replicas.map((replica) => deployment.browser(replica, user))
    const readers = [deployment.later(await one!.events()), deployment.later(await two!.events())] as const
    return { inn, one: one!, two: two!, readers, sessionId: await connectTo(one!, inn) }
  }

  it.each(ERAS)('reaches every tab, and is answered through another replica (%s)', async (era) => {
    const { inn, one, two, readers, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', { sessionId, name: 'book', callId: 'b1' })
    const [here, there] = await Promise.all(readers.map((reader) => questionOn(reader)))
    expect(there).toEqual(here)
    expect(here).toMatchObject({
      sessionId,
      callId: 'b1',
      name: 'book',
      mode: 'form',
      message: expect.any(String),
      requestedSchema: { type: 'object', required: ['name'] },
    })
    expect(here!.inputId.startsWith('b1.')).toBe(true)
    expect(here!.expiresAt).toBeGreaterThan(Date.now())
    const onCall = await call.until(({ event }) => event === 'input_required')
    expect(onCall.data, 'on the call’s own stream too').toEqual(here)

    const { inputId } = here!
    expect(await two.call('answerInput', { sessionId, inputId, action: 'accept', content: ADA })).toEqual({})
    expect(JSON.parse(textOf(await call.answer()))).toEqual({ action: 'accept', content: ADA })
    for (const reader of readers) await reader.connection('input_answered', { inputId, outcome: 'accept' })
    expect(inn.executions('book')).toBe(1)
    expect(codeOf(await one.rpc('answerInput', { sessionId, inputId, action: 'decline' })), 'only once').toBe(
      'session_not_found',
    )
  })

  it.each(ERAS)('may be declined and cancelled (%s)', async (era) => {
    const { one, two, readers, sessionId } = await twoTabs(era)
    for (const [index, action] of (['decline', 'cancel'] as const).entries()) {
      const call = await one.stream('callTool', { sessionId, name: 'book' })
      const { inputId } = await questionOn(readers[0], index)
      await two.call('answerInput', { sessionId, inputId, action, content: { name: 'is not sent' } })
      expect(JSON.parse(textOf(await call.answer()))).toEqual({ action })
      await readers[1].connection('input_answered', { inputId, outcome: action })
    }
  })

  it.each(ERAS)('is checked against its schema; an untouched form says its defaults (%s)', async (era) => {
    const { one, readers, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', { sessionId, name: 'book' })
    const { inputId } = await questionOn(readers[0])
    const wrong = [
      [undefined, '/name'],
      [{}, '/name'],
      [{ name: 'A' }, '/name'],
      [{ ...ADA, nights: 31 }, '/nights'],
      [{ ...ADA, nights: '3' }, '/nights'],
      [{ ...ADA, room: 'huge' }, '/room'],
    ] as const
    for (const [content, pointer] of wrong) {
      const answer = await one.rpc('answerInput', {
        sessionId,
        inputId,
        action: 'accept',
        ...(content && { content }),
      })
      expect(answer, JSON.stringify(content)).toMatchObject({
        error: { code: 'invalid_params', data: { errors: { [pointer]: expect.any(String) } } },
      })
    }
    // A cleared field is absent: no default is put back.
    await one.call('answerInput', { sessionId, inputId, action: 'accept', content: { name: 'Grace' } })
    expect(JSON.parse(textOf(await call.answer()))).toEqual({ action: 'accept', content: { name: 'Grace' } })
    const again = await one.stream('getPrompt', { sessionId, name: 'welcome', callId: 'w1' })
    const { requestedSchema } = await questionOn(readers[0], 1)
    expect(requestedSchema).toMatchObject({ properties: expect.any(Object) })
    await again.close()
  })

  it.each(ERAS)('sends the defaults of an untouched form (%s)', async (era) => {
    const { one, readers, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', { sessionId, name: 'book' })
    const { inputId } = await questionOn(readers[0])
    const content = { name: 'Ada', ...DEFAULTS }
    await one.call('answerInput', { sessionId, inputId, action: 'accept', content })
    expect(JSON.parse(textOf(await call.answer()))).toEqual({ action: 'accept', content })
  })

  it.each(ERAS)('comes several times, and several at once (%s)', async (era) => {
    const { inn, one, two, readers, sessionId } = await twoTabs(era)
    const twice = await one.stream('callTool', { sessionId, name: 'book_twice' })
    const first = await questionOn(readers[1])
    await two.call('answerInput', { sessionId, inputId: first.inputId, action: 'accept', content: ADA })
    const second = await questionOn(readers[1], 1)
    await two.call('answerInput', { sessionId, inputId: second.inputId, action: 'decline' })
    expect(JSON.parse(textOf(await twice.answer()))).toEqual({
      booking: { action: 'accept', content: ADA },
      arrival: { action: 'decline' },
    })
    const both = await one.stream('callTool', { sessionId, name: 'book_both' })
    const open = [await questionOn(readers[0], 2), await questionOn(readers[0], 3)]
    expect(new Set(open.map(({ inputId }) => inputId)).size).toBe(2)
    const booking = open.find(({ requestedSchema }) => 'nights' in (requestedSchema as never)['properties'])!
    const arrival = open.find((question) => question !== booking)!
    await two.call('answerInput', { sessionId, inputId: arrival.inputId, action: 'cancel' })
    await one.call('answerInput', { sessionId, inputId: booking.inputId, action: 'accept', content: ADA })
    expect(JSON.parse(textOf(await both.answer()))).toEqual({
      booking: { action: 'accept', content: ADA },
      arrival: { action: 'cancel' },
    })
    expect(inn.executions('book_both')).toBe(1)
  })

  it.each(ERAS)('comes from prompts and resources too (%s)', async (era) => {
    const { one, two, readers, sessionId } = await twoTabs(era)
    const prompt = await one.stream('getPrompt', { sessionId, name: 'welcome', arguments: { language: 'English' } })
    const guest = await questionOn(readers[1])
    expect(guest.name).toBe('welcome')
    await two.call('answerInput', { sessionId, inputId: guest.inputId, action: 'accept', content: { name: 'Ada' } })
    expect(JSON.stringify(await prompt.answer())).toContain('Ada')
    const book = await one.stream('readResource', { sessionId, uri: 'inn:///guestbook' })
    const reader = await questionOn(readers[1], 1)
    expect(reader.name).toBe('inn:///guestbook')
    await two.call('answerInput', { sessionId, inputId: reader.inputId, action: 'accept', content: { name: 'Grace' } })
    expect(JSON.stringify(await book.answer())).toContain('Grace')
  })

  it.each(ERAS)('leads to a page of the server’s, if that is safe to open (%s)', async (era) => {
    const { one, readers, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', { sessionId, name: 'pay' })
    const question = await questionOn(readers[0])
    expect(question).toMatchObject({ mode: 'url', url: expect.stringMatching(/^https:\/\/pay\.example\//) })
    await one.call('answerInput', { sessionId, inputId: question.inputId, action: 'accept' })
    expect(JSON.parse(textOf(await call.answer()))).toEqual({ action: 'accept' })
  })

  it('is refused the call until the person has been elsewhere, and then sent again (legacy, -32042)', async () => {
    const { inn, one, two, readers, sessionId } = await twoTabs('legacy')
    const call = await one.stream('callTool', { sessionId, name: 'pay_first' })
    const question = await questionOn(readers[1])
    expect(question).toMatchObject({ mode: 'url' })
    // The server says that it is done: nobody need press a button.
    await waitFor(
      () => inn.listeners(),
      (count) => count > 0,
    )
    await inn.completePayments()
    expect(textOf(await call.answer())).toBe('paid')
    await readers[0].connection('input_answered', { inputId: question.inputId, outcome: 'accept' })
    expect(await two.rpc('callTool', { sessionId, name: 'pay_first' })).toMatchObject({ result: {} })
  })

  it('that nobody answers to by going there ends the call (legacy, -32042)', async () => {
    const { inn, one, readers, sessionId } = await twoTabs('legacy')
    const call = await one.stream('callTool', { sessionId, name: 'pay_first' })
    const { inputId } = await questionOn(readers[0])
    await one.call('answerInput', { sessionId, inputId, action: 'decline' })
    expect(await call.answer()).toMatchObject({ error: { code: 'call_interrupted', data: { reason: 'declined' } } })
    expect(inn.executions('pay_first')).toBeLessThanOrEqual(1)
  })

  it('that a legacy server asks by itself belongs to the session', async () => {
    const { one, two, readers, sessionId } = await twoTabs('legacy')
    const call = await one.stream('callTool', { sessionId, name: 'ask_later' })
    const question = await questionOn(readers[1])
    expect(question).toMatchObject({ sessionId, mode: 'form' })
    expect(question.callId).toBeUndefined()
    await two.call('answerInput', { sessionId, inputId: question.inputId, action: 'accept', content: ADA })
    expect(JSON.parse(textOf(await call.answer()))).toEqual({ action: 'accept', content: ADA })
  })

  it('that a legacy server asks by itself is heard where no page is open', async () => {
    const inn = deployment.later(await startInn('legacy'))
    const alone = deployment.browser(deployment.replicas[0]!)
    const sessionId = await connectTo(alone, inn)
    const call = await alone.stream('callTool', { sessionId, name: 'ask_later' })
    const late = deployment.later(await alone.events())
    const { questions } = (await late.until(({ event }) => event === 'connected')).data as SnapshotEvent
    const question = questions[0] ?? (await questionOn(late))
    await alone.call('answerInput', { sessionId, inputId: question.inputId, action: 'cancel' })
    expect(JSON.parse(textOf(await call.answer()))).toEqual({ action: 'cancel' })
  })

  it('that its server takes back is marked as expired (legacy)', async () => {
    const { one, readers, sessionId } = await twoTabs('legacy')
    const call = await one.stream('callTool', { sessionId, name: 'impatient', arguments: { timeoutMs: 300 } })
    const { inputId } = await questionOn(readers[1])
    expect(textOf(await call.answer())).toBe('gave up')
    await readers[1].connection('input_answered', { inputId, outcome: 'expired' })
    expect(codeOf(await one.rpc('answerInput', { sessionId, inputId, action: 'cancel' }))).toBe('session_not_found')
  })

  it.each(ERAS)('survives a reload: the call goes on, and its result is kept (%s)', async (era) => {
    const { inn, one, two, readers, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', { sessionId, name: 'book', callId: 'kept' })
    const { inputId } = await questionOn(readers[0])
    await call.close()
    await readers[0].close()
    const reloaded = deployment.later(await two.events())
    const { questions } = (await reloaded.until(({ event }) => event === 'connected')).data as SnapshotEvent
    expect(questions.map((question) => question.inputId)).toEqual([inputId])
    expect(await two.call('getCall', { callId: 'kept' })).toMatchObject({ state: 'running', questions: [{ inputId }] })
    await two.call('answerInput', { sessionId, inputId, action: 'accept', content: ADA })
    const ended = await waitFor(
      () => two.call('getCall', { callId: 'kept' }),
      ({ state }) => state === 'finished',
    )
    expect(JSON.parse(textOf(ended.result as never))).toEqual({ action: 'accept', content: ADA })
    expect(await one.call('callTool', { sessionId, name: 'book', callId: 'kept' }), 'not run again').toEqual(
      ended.result,
    )
    expect(inn.executions('book')).toBe(1)
  })

  it.each(ERAS)('is withdrawn when its call is cancelled, from any tab (%s)', async (era) => {
    const { one, two, readers, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', { sessionId, name: 'book', callId: 'stop' })
    const { inputId } = await questionOn(readers[1])
    expect(await two.call('cancelCall', { callId: 'stop' })).toEqual({ cancelled: true })
    expect(await call.answer()).toMatchObject({ error: { code: 'call_interrupted', data: { reason: 'cancelled' } } })
    await readers[1].connection('input_answered', { inputId, outcome: 'cancel' })
    const { questions } = (await deployment.later(await two.events()).until(({ event }) => event === 'connected'))
      .data as SnapshotEvent
    expect(questions).toEqual([])
  })

  it.each(ERAS)('is withdrawn when its session is disconnected (%s)', async (era) => {
    const { one, two, readers, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', { sessionId, name: 'book' })
    const { inputId } = await questionOn(readers[1])
    await two.call('disconnect', { sessionId })
    await readers[1].connection('input_answered', { inputId, outcome: 'cancel' })
    expect(codeOf(await two.rpc('answerInput', { sessionId, inputId, action: 'cancel' }))).toBe('session_not_found')
    await call.close()
  })

  it.each(ERAS)('of another person is not to be found (%s)', async (era) => {
    const { inn, one, readers, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', { sessionId, name: 'book', callId: 'mine' })
    const { inputId } = await questionOn(readers[0])
    const mallory = deployment.browser(deployment.replicas[1]!)
    const own = await connectTo(mallory, inn)
    for (const id of [sessionId, own]) {
      const stolen = await mallory.rpc('answerInput', { sessionId: id, inputId, action: 'decline' })
      expect(codeOf(stolen)).toBe('session_not_found')
    }
    expect(codeOf(await mallory.rpc('getCall', { callId: 'mine' }))).toBe('session_not_found')
    expect(await mallory.call('cancelCall', { callId: 'mine' })).toEqual({ cancelled: false })
    const { questions } = (await deployment.later(await mallory.events()).until(({ event }) => event === 'connected'))
      .data as SnapshotEvent
    expect(questions).toEqual([])
    await one.call('answerInput', { sessionId, inputId, action: 'decline' })
    await call.answer()
  })

  it.each([
    ['javascript-url', 'legacy', 'question_unsafe_url'],
    ['javascript-url', 'modern', 'question_unsafe_url'],
    ['huge', 'legacy', 'question_too_large'],
    ['huge', 'modern', 'question_too_large'],
    ['sampling', 'legacy', undefined],
    ['sampling', 'modern', 'input_not_offered'],
  ] as const)('that is wicked reaches nobody: %s (%s)', async (kind, era, reason) => {
    const { one, readers, sessionId } = await twoTabs(era)
    const answer = await one.rpc('callTool', { sessionId, name: 'wicked', arguments: { kind } })
    // A legacy server is told that its question was refused, and makes of it what it likes.
    if (era === 'modern') expect(answer).toMatchObject({ error: { code: 'upstream_protocol', data: { reason } } })
    await one.call('callTool', { sessionId, name: 'tally' })
    const told = readers[0].events.filter(({ data }) => (data as { type?: string }).type === 'input_required')
    expect(told).toEqual([])
  })

  it.each(ERAS)('with a pattern that never ends is answered all the same (%s)', async (era) => {
    const { one, two, readers, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', { sessionId, name: 'wicked', arguments: { kind: 'pattern' } })
    const { inputId, requestedSchema } = await questionOn(readers[0])
    const [field] = Object.keys(requestedSchema!.properties as object)
    const content = { [field!]: `${'a'.repeat(40)}!` }
    const answering = one.rpc('answerInput', { sessionId, inputId, action: 'accept', content })
    // The replica that checks it answers others meanwhile.
    for (let others = 0; others < 5; others++) await one.call('getSessions', {})
    // What cannot be decided is left to the server; Bun's own engine gives up, and takes it for no match.
    if (codeOf(await answering) === 'invalid_params')
      await two.call('answerInput', { sessionId, inputId, action: 'accept', content: { [field!]: 'aaaa' } })
    expect(textOf(await call.answer())).toContain('aaaa')
  })

  it.each(ERAS)('that is asked once more is another one: an answer to the first is none to it (%s)', async (era) => {
    const { one, two, readers, sessionId } = await twoTabs(era)
    const call = await one.stream('callTool', {
      sessionId,
      name: 'wicked',
      arguments: { kind: 'endless' },
      callId: 'again',
    })
    const first = await questionOn(readers[0])
    const old = { sessionId, inputId: first.inputId, action: 'decline' } as const
    await one.call('answerInput', old)
    const second = await questionOn(readers[0], 1)
    expect(second.inputId).not.toBe(first.inputId)
    expect(codeOf(await two.rpc('answerInput', old))).toBe('session_not_found')
    expect(await two.call('getCall', { callId: 'again' })).toMatchObject({ questions: [second] })
    await two.call('cancelCall', { callId: 'again' })
    expect(codeOf(await call.answer())).toBe('call_interrupted')
  })

  it('is asked ten times at most (modern)', async () => {
    const { one, readers, sessionId } = await twoTabs('modern')
    const call = await one.stream('callTool', { sessionId, name: 'wicked', arguments: { kind: 'endless' } })
    for (let round = 0; round < 10; round++) {
      const { inputId } = await questionOn(readers[0], round)
      await one.call('answerInput', { sessionId, inputId, action: 'decline' })
    }
    expect(await call.answer()).toMatchObject({
      error: { code: 'upstream_protocol', data: { reason: 'too_many_rounds' } },
    })
  })
})

describeDeployed('the clocks of a call', { replicas: 1, options: { limits: { callTimeout: 400 } } }, (deployment) => {
  it.each(ERAS)('stand still while a person thinks, and go on after that (%s)', async (era) => {
    const inn = deployment.later(await startInn(era))
    const one = deployment.browser(deployment.replicas[0]!)
    const reader = deployment.later(await one.events())
    const sessionId = await connectTo(one, inn)
    const call = await one.stream('callTool', { sessionId, name: 'book' })
    const { inputId } = await questionOn(reader)
    // Longer than a silent call may take: a call that is silent meanwhile comes to its end first.
    expect(codeOf(await one.rpc('callTool', { sessionId, name: 'slow', arguments: { delayMs: 60_000 } }))).toBe(
      'upstream_timeout',
    )
    await one.call('answerInput', { sessionId, inputId, action: 'decline' })
    expect(JSON.parse(textOf(await call.answer()))).toEqual({ action: 'decline' })
  })
})

describeDeployed('a question', { replicas: 1, options: { limits: { questionTimeout: 700 } } }, (deployment) => {
  it.each(ERAS)('that nobody answers expires at its deadline, and counts as cancelled (%s)', async (era) => {
    const inn = deployment.later(await startInn(era))
    const one = deployment.browser(deployment.replicas[0]!)
    const reader = deployment.later(await one.events())
    const sessionId = await connectTo(one, inn)
    const call = await one.stream('callTool', { sessionId, name: 'book' })
    const { inputId } = await questionOn(reader)
    await reader.connection('input_answered', { inputId, outcome: 'expired' })
    expect(JSON.parse(textOf(await call.answer()))).toEqual({ action: 'cancel' })
    expect(codeOf(await one.rpc('answerInput', { sessionId, inputId, action: 'accept' }))).toBe('session_not_found')
  })
})
