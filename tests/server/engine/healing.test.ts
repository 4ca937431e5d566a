/** Sessions that their server has lost, and servers that are others than they were. */
import { expect, it } from 'vitest'
import { start as startEverything } from '../../../examples/demo/servers/everything.ts'
import type { Inn } from '../../servers/inn/inn.ts'
import { waitFor } from '../../servers/wait-for.ts'
import { TcpProxy } from '../tcp-proxy.ts'
import { codeOf, connectTo, describeDeployed, ERAS, newUser, startInn, textOf } from './deployment.ts'

describeDeployed('a session', { replicas: 2 }, (deployment) => {
  const connectionOn = async (browser: ReturnType<typeof deployment.browser>) =>
    (await browser.call('getSessions', {})).sessions[0]!

  it.each(['404', '400'] as const)('that its server has lost is begun anew, once (answer %s)', async (lost) => {
    const inn = deployment.later(await startInn('legacy', { lost }))
    const one = deployment.browser(deployment.replicas[0]!)
    const sessionId = await connectTo(one, inn)
    await one.call('callTool', { sessionId, name: 'tally' })
    await inn.restart()
    const before = inn.state().requests
    expect(textOf(await one.call('callTool', { sessionId, name: 'tally' }))).toBe('2')
    const after = inn.state().requests
    expect(after.initialize! - before.initialize!).toBe(1)
    expect(inn.executions('tally')).toBe(2)
    expect((await connectionOn(one)).state).toBe('CONNECTED')
    await one.call('callTool', { sessionId, name: 'tally' })
    expect(inn.state().requests.initialize).toBe(after.initialize)
  })

  it('that is lost under many calls is begun anew once in each process, and each call runs once', async () => {
    const inn = deployment.later(await startInn('legacy'))
    const user = newUser()
    const browsers = deployment.replicas.map((replica) => deployment.browser(replica, user))
    const sessionId = await connectTo(browsers[0]!, inn)
    for (const browser of browsers) await browser.call('callTool', { sessionId, name: 'tally' })
    await inn.restart()
    const before = inn.state().requests.initialize!
    const executed = inn.executions('tally')
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => browsers[n % 2]!.rpc('callTool', { sessionId, name: 'tally' })),
    )
    expect(answers.map(codeOf)).toEqual(Array.from({ length: 20 }, () => 'result'))
    expect(inn.executions('tally') - executed).toBe(20)
    expect(inn.state().requests.initialize! - before).toBeLessThanOrEqual(2)
  })

  it.each(['404', '400'] as const)('that is lost is begun anew for what only reads, too (answer %s)', async (lost) => {
    const inn = deployment.later(await startInn('legacy', { lost }))
    const one = deployment.browser(deployment.replicas[0]!)
    const sessionId = await connectTo(one, inn)
    for (const read of [
      () => one.call('listPrompts', { sessionId }),
      () => one.call('listResources', { sessionId }),
      () => one.call('readResource', { sessionId, uri: 'inn:///menu' }),
      () => one.call('getPrompt', { sessionId, name: 'plain' }),
    ]) {
      await inn.restart()
      expect(Object.keys(await read()).length).toBeGreaterThan(0)
    }
  })

  it('goes on when its server is upgraded from legacy to modern, and back', async () => {
    let inn = await startInn('legacy')
    const port = Number(new URL(inn.url).port)
    const one = deployment.browser(deployment.replicas[0]!)
    const reader = deployment.later(await one.events())
    const sessionId = await connectTo(one, inn)
    const { toolCount } = await connectionOn(one)
    for (const era of ['modern', 'legacy'] as const) {
      await inn.close()
      inn = await startInn(era, { port })
      expect(textOf(await one.call('callTool', { sessionId, name: 'tally' })), era).toBe('1')
      expect(inn.executions('tally')).toBe(1)
      expect(await connectionOn(one)).toMatchObject({ state: 'CONNECTED', era, sessionId })
      // The other server has other tools: they are listed again without being asked for.
      await reader.until(
        ({ data }) =>
          (data as { type?: string }).type === 'tools_changed' &&
          ((data as { toolCount: number }).toolCount === toolCount) === (era === 'legacy'),
      )
      const shakes = handshakes(inn)
      await one.call('callTool', { sessionId, name: 'tally' })
      expect([inn.executions('tally'), handshakes(inn) - shakes], 'one request again').toEqual([2, 0])
    }
    await inn.close()
  })

  it('goes on when its server keeps sessions where it kept none, and the other way round', async () => {
    let inn = await startInn('legacy', { stateless: true })
    const port = Number(new URL(inn.url).port)
    const one = deployment.browser(deployment.replicas[0]!)
    const sessionId = await connectTo(one, inn)
    for (const stateless of [false, true]) {
      await inn.close()
      inn = await startInn('legacy', { port, stateless })
      expect(codeOf(await one.rpc('callTool', { sessionId, name: 'tally' }))).toBe('result')
      expect(inn.executions('tally')).toBe(1)
    }
    await inn.close()
  })

  it.each(ERAS)('whose call’s stream breaks off answers at once, and does not run it again (%s)', async (era) => {
    const inn = deployment.later(await startInn(era))
    const one = deployment.browser(deployment.replicas[0]!)
    const sessionId = await connectTo(one, inn)
    const call = await one.stream('callTool', { sessionId, name: 'count', arguments: { steps: 1_000, delayMs: 20 } })
    await call.until(({ event }) => event === 'progress')
    inn.dropStreams('calls')
    expect(codeOf(await call.answer())).toBe('upstream_stream_ended')
    expect(inn.executions('count')).toBe(1)
    expect(codeOf(await one.rpc('callTool', { sessionId, name: 'tally' }))).toBe('result')
  })

  it('whose stream can be resumed gets its answer after the stream broke off', async () => {
    const inn = deployment.later(await startInn('legacy', { resumable: true }))
    const one = deployment.browser(deployment.replicas[0]!)
    const sessionId = await connectTo(one, inn)
    const call = one.rpc('callTool', { sessionId, name: 'count', arguments: { steps: 30, delayMs: 30 } })
    await waitFor(
      () => inn.state().running.count ?? 0,
      (running) => running > 0,
    )
    await one.call('callTool', { sessionId, name: 'tally' })
    inn.dropStreams('calls')
    expect(textOf(await call)).toBe('Counted to 30.')
    expect(inn.executions('count')).toBe(1)
  })

  it('over HTTP+SSE whose stream was dropped works again at the next call, and reads once more by itself', async () => {
    const everything = deployment.later(await startEverything({ transport: 'sse' }))
    const { port, pathname } = new URL(everything.url)
    const proxy = deployment.later(await TcpProxy.to(Number(port)))
    const one = deployment.browser(deployment.replicas[0]!)
    const { sessionId } = await one.call('connect', { serverUrl: `http://127.0.0.1:${proxy.port}${pathname}` })
    expect((await connectionOn(one)).transportType).toBe('sse')
    const cutAt = (text: string) => {
      proxy.onWrite = (data) => {
        if (!data.includes(text)) return
        proxy.onWrite = () => {}
        proxy.cutAll()
      }
    }
    cutAt('"tools/call"')
    const sum = { sessionId, name: 'get-sum', arguments: { a: 1, b: 2 } }
    const { hash } = (await one.call('listTools', { sessionId })).tools.find(({ name }) => name === 'get-sum')!
    expect(codeOf(await one.rpc('callTool', { ...sum, approval: hash }))).toMatch(
      /^upstream_(stream_ended|unreachable)$/,
    )
    expect(textOf(await one.call('callTool', { ...sum, approval: hash }))).toContain('3')
    cutAt('"prompts/list"')
    expect((await one.call('listPrompts', { sessionId })).prompts.length).toBeGreaterThan(0)
  })

  it('of a modern server whose tool wants another header lists again and calls once more', async () => {
    const inn = deployment.later(await startInn('modern'))
    const one = deployment.browser(deployment.replicas[0]!)
    const sessionId = await connectTo(one, inn)
    const call = async () => {
      const { hash } = (await one.call('listTools', { sessionId })).tools.find(({ name }) => name === 'routed')!
      return one.rpc('callTool', { sessionId, name: 'routed', arguments: { region: 'north' }, approval: hash })
    }
    expect(textOf(await call())).toContain('north')
    inn.renameHeader('Zone')
    // What was approved is another tool now: that is the person's to say.
    expect(codeOf(await call())).toMatch(/^(result|tool_changed)$/)
    expect(textOf(await call())).toContain('north')
  })
})

/** How often hands were shaken. */
const handshakes = (inn: Inn): number => {
  const { requests } = inn.state()
  return (requests['initialize'] ?? 0) + (requests['server/discover'] ?? 0)
}
