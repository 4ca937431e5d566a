/** SIGTERM of a replica: what runs there ends, what waits there goes on elsewhere, and nothing new begins. */
import { expect, it } from 'vitest'
import type { SnapshotEvent } from '../../shared/events.ts'
import {
  codeOf,
  connectTo,
  describeDeployed,
  newUser,
  questionOn,
  startInn,
  textOf,
} from '../server/engine/deployment.ts'
import { waitFor } from '../servers/wait-for.ts'

describeDeployed('SIGTERM', { replicas: 1, options: { health: true } }, (deployment) => {
  /** A person on a replica that is going to stop; the other one stays. */
  async function leaving(era: 'legacy' | 'modern', drain?: number) {
    const inn = deployment.later(await startInn(era))
    const user = newUser()
    const replica = await deployment.start({}, undefined, drain)
    const [there, here] = [deployment.browser(replica, user), deployment.browser(deployment.replicas[0]!, user)]
    const sessionId = await connectTo(there, inn)
    return { inn, replica, there, here, sessionId }
  }

  it('lets its calls end, and sends its streams away at once', { timeout: 60_000 }, async () => {
    const { inn, replica, there, sessionId } = await leaving('legacy')
    const page = await there.events()
    await page.until(({ event }) => event === 'connected')
    const call = await there.stream('callTool', {
      sessionId,
      name: 'count',
      arguments: { steps: 20, delayMs: 100 },
      approval: await approvalOf(there, sessionId, 'count'),
    })
    await call.until(({ event }) => event === 'progress')
    const ended = replica.terminate()
    await waitFor(() => page.ended, Boolean)
    expect(call.ended).toBe(false)
    expect((await call.answer()) as unknown).toMatchObject({ result: { content: [{ type: 'text' }] } })
    await ended
    expect(replica.output).toContain('replica: cut off 0')
    expect(inn.executions('count')).toBe(1)
  })

  it('takes nothing new on, and says so to who asks', { timeout: 60_000 }, async () => {
    const { replica, there, sessionId } = await leaving('legacy')
    expect((await fetch(`${replica.base}/ready`)).status).toBe(200)
    const approval = await approvalOf(there, sessionId, 'count')
    const counting = { sessionId, name: 'count', arguments: { steps: 20, delayMs: 100 }, approval }
    const running = await there.stream('callTool', counting)
    await running.until(({ event }) => event === 'progress')
    const ended = replica.terminate()
    await waitFor(
      () => fetch(`${replica.base}/ready`),
      ({ status }) => status === 503,
    )
    expect(await (await fetch(`${replica.base}/ready`)).json()).toEqual({ status: 'not_ready', reason: 'stopping' })
    expect((await fetch(`${replica.base}/health`)).status).toBe(200)
    expect(await there.rpc('callTool', counting)).toMatchObject({
      error: { code: 'store_unavailable', retryable: true, message: expect.stringContaining('about to stop') },
    })
    await running.answer()
    await ended
  })

  it('cuts off what runs on, which its caller hears', { timeout: 60_000 }, async () => {
    const { inn, replica, there, sessionId } = await leaving('legacy', 300)
    const call = await there.stream('callTool', {
      sessionId,
      name: 'count',
      arguments: { steps: 600, delayMs: 100 },
      approval: await approvalOf(there, sessionId, 'count'),
    })
    await call.until(({ event }) => event === 'progress')
    await replica.terminate()
    expect(codeOf(await call.answer())).toBe('call_interrupted')
    expect(replica.output).toContain('replica: cut off 1')
    await waitFor(
      () => inn.state().running['count'] ?? 0,
      (running) => running === 0,
    )
  })

  it('leaves a call that waits for its person to another replica, at once', { timeout: 60_000 }, async () => {
    const { inn, replica, there, here, sessionId } = await leaving('modern')
    const page = deployment.later(await here.events())
    await there.stream('callTool', {
      sessionId,
      name: 'book',
      callId: 'kept',
      approval: await approvalOf(there, sessionId, 'book'),
    })
    const { inputId } = await questionOn(page)
    await replica.terminate()
    const late = deployment.later(await here.events())
    const { questions } = (await late.until(({ event }) => event === 'connected')).data as SnapshotEvent
    expect(questions.map((question) => question.inputId)).toEqual([inputId])
    const content = { name: 'Ada', nights: 3 }
    await here.call('answerInput', { sessionId, inputId, action: 'accept', content })
    const { result } = await waitFor(
      () => here.call('getCall', { callId: 'kept' }),
      ({ state }) => state === 'finished',
    )
    expect(JSON.parse(textOf(result as never))).toEqual({ action: 'accept', content })
    expect(inn.executions('book')).toBe(1)
  })
})

async function approvalOf(
  browser: {
    call(
      method: 'listTools',
      params: { sessionId: string },
    ): Promise<{ tools: readonly { name: string; hash: string }[] }>
  },
  sessionId: string,
  name: string,
): Promise<string> {
  const { tools } = await browser.call('listTools', { sessionId })
  return tools.find((tool) => tool.name === name)!.hash
}
