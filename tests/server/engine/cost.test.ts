/** What one tool call costs: requests at the MCP server, and round trips and commands at Redis, counted on the wire. */
import { expect, it } from 'vitest'
import type { Inn } from '../../servers/inn/inn.ts'
import { waitFor } from '../../servers/wait-for.ts'
import { Browser } from '../site.ts'
import { TcpProxy } from '../tcp-proxy.ts'
import { describeDeployed, newUser, startInn } from './deployment.ts'
import { RedisTraffic } from './redis-traffic.ts'

const CALLS = 10

describeDeployed('the cost of a tool call', { replicas: 1 }, (deployment) => {
  it.each([
    ['a stateful server of the legacy era', 'legacy', {}],
    ['a stateless server of the legacy era', 'legacy', { stateless: true }],
    ['a server of the modern era', 'modern', {}],
  ] as const)('to %s', async (kind, era, options) => {
    const inn = deployment.later(await startInn(era, options))
    const upstream = deployment.later(await TcpProxy.to(Number(new URL(inn.url).port)))
    const redis = deployment.later(await RedisTraffic.to(deployment.redis.port))
    const user = newUser()
    const first = deployment.browser(deployment.replicas[0]!, user)
    const serverUrl = inn.url.replace(/:\d+\//, `:${upstream.port}/`)
    const { sessionId } = await first.call('connect', { serverUrl })
    // A replica that is at work, and has never seen this session.
    const replica = await deployment.start({}, redis.url)
    const stranger = deployment.browser(replica)
    const theirs = (await stranger.call('connect', { serverUrl })).sessionId
    await stranger.call('callTool', { sessionId: theirs, name: 'tally' })
    const browser = new Browser(replica.base, user)
    for (const pair of first.jar.header(new URL(first.base)).split('; '))
      browser.jar.set(new URL(replica.base), `${pair}; Path=/`)

    let calls = 0
    const measure = async () => {
      const callId = `counted${++calls}`
      let front: number | undefined
      const from = redis.asked.length
      const before = requestsAt(inn)
      upstream.onWrite = (data) => {
        if (data.includes('"tools/call"')) front = redis.since(from, user).length
      }
      await browser.call('callTool', { sessionId, name: 'tally', callId })
      const commands = () =>
        redis
          .since(from, user)
          .flatMap((asked) => asked.commands)
          .filter((command) => !isRenewal(command))
      // Its end is written down when it has been answered.
      const ofCall = () => commands().filter((command) => command.some((arg) => arg.endsWith(`:${callId}`)))
      await waitFor(
        () => ofCall().length,
        (count) => count >= 2,
      )
      expect(ofCall()).toHaveLength(2)
      return { requests: requestsAt(inn) - before, front: front!, commands: commands().length }
    }

    const cold = await measure()
    const warm: (typeof cold)[] = []
    for (let call = 0; call < CALLS; call++) warm.push(await measure())
    const most = (key: keyof typeof cold) => Math.max(...warm.map((one) => one[key]))
    console.log(
      `cost to ${kind}: cold ${JSON.stringify(cold)}, warm ${JSON.stringify({
        requests: most('requests'),
        front: most('front'),
        commands: most('commands'),
      })}`,
    )
    expect(cold.front, 'round trips in front, cold').toBeLessThanOrEqual(2)
    expect(cold.commands, 'commands, cold').toBeLessThanOrEqual(8)
    expect(cold.requests, 'requests, cold').toBe(1)
    for (const one of warm) {
      expect(one.requests, 'requests').toBe(1)
      expect(one.front, 'round trips in front').toBe(1)
      expect(one.commands, 'commands').toBeLessThanOrEqual(5)
    }
    // A server that may speak by itself is listened to besides, by one stream.
    const listening = (inn.state().http.GET ?? 0) + (inn.state().requests['subscriptions/listen'] ?? 0)
    expect(listening).toBeLessThanOrEqual(3)
    expect(inn.state().requests['tools/call']).toBe(CALLS + 2)
  })
})

/** JSON-RPC messages that the inn was sent, but for the one stream that listens. */
const requestsAt = (inn: Inn): number =>
  Object.entries(inn.state().requests).reduce(
    (sum, [method, count]) => (method === 'subscriptions/listen' ? sum : sum + count),
    0,
  )

/** The lease on listening is renewed by the clock, whoever calls. */
const isRenewal = (command: readonly string[]): boolean => command.some((arg) => arg.startsWith('mcp:lock:'))
