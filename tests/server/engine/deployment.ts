/** The product as it runs in earnest: replicas as processes of their own, on Node or on Bun, over one real Redis. */
import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { generateKey, type HandlerOptions } from '../../../server/index.ts'
import type { OpenQuestion } from '../../../shared/events.ts'
import type { CallToolResult } from '../../../shared/mcp.ts'
import type { RpcResponse } from '../../../shared/rpc.ts'
import { ReplicaProcess, type Runtime } from '../../faults/replica-process.ts'
import type { Inn } from '../../servers/inn/inn.ts'
import { startLegacyInn } from '../../servers/inn/legacy.ts'
import { startModernInn } from '../../servers/inn/modern.ts'
import type { EventReader } from '../harness.ts'
import { RedisServer } from '../redis-server.ts'
import { Browser } from '../site.ts'

export const ERAS = ['legacy', 'modern'] as const
export type Era = (typeof ERAS)[number]

export const startInn = (era: Era, options: Parameters<typeof startLegacyInn>[0] = {}): Promise<Inn> =>
  era === 'legacy' ? startLegacyInn(options) : startModernInn(options)

export interface Deployment {
  readonly runtime: Runtime
  readonly redis: RedisServer
  readonly keys: string
  /** The replicas that a suite has asked for. */
  readonly replicas: readonly ReplicaProcess[]
  /** One more, with options of its own; it ends with the test. */
  start(options?: Partial<HandlerOptions>, redisUrl?: string, drain?: number): Promise<ReplicaProcess>
  /** A browser of a person who nobody else of the tests is, on a replica; the same person's for the same name. */
  browser(replica: ReplicaProcess, user?: string): Browser
  /** Ends after the test. */
  later<T extends { close(): unknown }>(what: T): T
}

let users = 0
/** A name that no other test has. */
export const newUser = (): string => `user${process.pid}x${++users}`

/** Runs a suite on each runtime, with so many replicas. */
export function describeDeployed(
  name: string,
  { replicas: count = 2, options = {} }: { replicas?: number; options?: Partial<HandlerOptions> },
  suite: (deployment: Deployment) => void,
): void {
  describe.each(['node', 'bun'] as const satisfies readonly Runtime[])(`${name} (%s)`, (runtime) => {
    let redis: RedisServer
    const keys = generateKey()
    const replicas: ReplicaProcess[] = []
    const closers: (() => unknown)[] = []
    const start = (more: Partial<HandlerOptions>, redisUrl = redis.url, drain?: number) =>
      ReplicaProcess.start({ redisUrl, keys, runtime, options: { ...options, ...more }, ...(drain && { drain }) })
    beforeAll(async () => {
      redis = await RedisServer.start()
      replicas.push(...(await Promise.all(Array.from({ length: count }, () => start({})))))
    })
    afterEach(async () => {
      for (const close of closers.splice(0).reverse()) await close()
    })
    afterAll(async () => {
      await Promise.all(replicas.map((replica) => replica.kill()))
      await redis?.stop()
    })
    suite({
      runtime,
      get redis() {
        return redis
      },
      keys,
      replicas,
      async start(more = {}, redisUrl, drain) {
        const replica = await start(more, redisUrl, drain)
        closers.push(() => replica.kill())
        return replica
      },
      browser: (replica, user = newUser()) => new Browser(replica.base, user),
      later(what) {
        closers.push(() => what.close())
        return what
      },
    })
  })
}

/** Connects a browser's person to an inn; gives the session's id. */
export const connectTo = async (browser: Browser, inn: Inn): Promise<string> =>
  (await browser.call('connect', { serverUrl: inn.url })).sessionId

/** What a tool of the inn said of the answers that it got, or any text. */
export const textOf = (answer: RpcResponse | CallToolResult): string => {
  const result = ('error' in answer ? undefined : 'result' in answer ? answer.result : answer) as CallToolResult
  if (!result) return JSON.stringify(answer)
  return result.content.map((block) => (block.type === 'text' ? block.text : block.type)).join('\n')
}

/** The next question that a stream tells of, after `skip` others. */
export async function questionOn(reader: EventReader, skip = 0): Promise<OpenQuestion> {
  await reader.until(() => questionsOn(reader).length > skip)
  return questionsOn(reader)[skip]!
}

const questionsOn = ({ events }: EventReader): OpenQuestion[] =>
  events.flatMap(({ data }) => {
    const { type, question } = data as { type?: string; question?: OpenQuestion }
    return type === 'input_required' && question ? [question] : []
  })

/** The code of an error, or `result`. */
export const codeOf = (answer: RpcResponse): string => ('error' in answer ? answer.error.code : 'result')
