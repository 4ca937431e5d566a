/** Replicas over one Redis, in front of an MCP server whose authorization server punishes the reuse of refresh tokens. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { start as startVault, type Vault } from '../../examples/demo/servers/vault.ts'
import { generateKey, type HandlerOptions, RedisSessionStore } from '../../server/index.ts'
import type { RpcResponse, RpcResult } from '../../shared/rpc.ts'
import { RedisServer } from '../server/redis-server.ts'
import { Browser } from '../server/site.ts'
import { signIn } from '../servers/sign-in.ts'
import { waitFor } from '../servers/wait-for.ts'
import { ReplicaProcess } from './replica-process.ts'

/** A stream that listens renews tokens too, and here it matters which request is the first. */
const OPTIONS: Partial<HandlerOptions> = { listen: false, limits: { callsPerMinute: 100_000 } }

export class Guarded {
  readonly redis: RedisServer
  readonly vault: Vault
  readonly replicas: ReplicaProcess[]
  /** The same sessions as the replicas see, from the test's own process. */
  readonly store: RedisSessionStore
  readonly #keys: string
  readonly #redisUrl: string

  private constructor(redis: RedisServer, redisUrl: string, vault: Vault, replicas: ReplicaProcess[], keys: string) {
    this.redis = redis
    this.vault = vault
    this.replicas = replicas
    this.#keys = keys
    this.#redisUrl = redisUrl
    this.store = new RedisSessionStore({ redis: redis.url, keys })
  }

  /** `between` gives the port by which the replicas reach Redis. */
  static async start(
    count: number,
    redisOptions: readonly string[] = [],
    between = async (port: number) => port,
  ): Promise<Guarded> {
    const keys = generateKey()
    const [redis, vault] = await Promise.all([RedisServer.start(...redisOptions), startVault()])
    const redisUrl = `redis://127.0.0.1:${await between(redis.port)}`
    const replicas = await Promise.all(Array.from({ length: count }, () => startReplica(redisUrl, keys)))
    return new Guarded(redis, redisUrl, vault, replicas, keys)
  }

  /** Has connected, and is to sign in. */
  async visitor(user: string): Promise<Person> {
    const browsers = this.replicas.map(({ base }) => new Browser(base, user))
    const { sessionId } = await browsers[0]!.call('connect', { serverUrl: this.vault.url })
    return new Person(user, sessionId, browsers)
  }

  /** Signed in, and seen so by all replicas. */
  async person(user: string): Promise<Person> {
    const person = await this.visitor(user)
    await person.signIn()
    return person
  }

  /** Another replica in place of one that was killed; these people go to it. */
  async replace(index: number, people: readonly Person[]): Promise<void> {
    const replica = await startReplica(this.#redisUrl, this.#keys)
    this.replicas[index] = replica
    for (const { browsers, user } of people) browsers[index] = new Browser(replica.base, user)
  }

  /** Token requests that came with a refresh token, granted or not. */
  refreshRequests(): number {
    const { ok = 0, refused = 0 } = this.vault.state().tokenRequests.refresh_token ?? {}
    return ok + refused
  }

  /**
   * Lets these people's tokens end, and each call once on a replica, until the authorization server has rotated all of
   * them. Its answers come after `replyDelay`. The calls go on.
   */
  async rotate(people: readonly Person[], on: number, replyDelay: number): Promise<{ ends: Promise<string[]> }> {
    const before = this.vault.state().refreshes
    this.vault.expireAccessTokens()
    this.vault.set({ tokenReplyDelay: replyDelay })
    const calls = people.map((person) => person.end(on, TOO_BUSY))
    await waitFor(
      () => this.vault.state().refreshes,
      (refreshes) => refreshes === before + people.length,
      30_000,
    )
    this.vault.set({ tokenReplyDelay: 0 })
    return { ends: Promise.all(calls) }
  }

  async close(): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.kill()))
    await this.store.close()
    await Promise.all([this.redis.stop(), this.vault.close()])
  }
}

const startReplica = (redisUrl: string, keys: string) => ReplicaProcess.start({ redisUrl, keys, options: OPTIONS })

/** What a machine answers that is too busy: such a call has not run, and is sent again. */
const TOO_BUSY: ReadonlySet<string> = new Set(['store_unavailable'])
/** With what comes of it in a refresh. */
const PASSING: ReadonlySet<string> = new Set([...TOO_BUSY, 'refresh_timeout', 'as_unavailable'])
/** How long somebody goes on trying, and the pauses, in milliseconds. */
const PATIENCE_MS = 90_000
const PAUSE_MS = 300

/** One person with a session at the vault, and a browser on each replica. */
export class Person {
  readonly user: string
  readonly sessionId: string
  readonly browsers: Browser[]
  /** Calls that were sent again, because a replica was too busy. */
  refused = 0

  constructor(user: string, sessionId: string, browsers: Browser[]) {
    this.user = user
    this.sessionId = sessionId
    this.browsers = browsers
  }

  whoami(on: number): Promise<RpcResponse> {
    return this.browsers[on]!.rpc('callTool', { sessionId: this.sessionId, name: 'whoami' })
  }

  /**
   * How a call on this replica ends: `success`, the code of an error, or `connection lost`. What says that it may be tried
   * again is tried again.
   */
  async end(on: number, passing = PASSING): Promise<string> {
    const giveUpAt = Date.now() + PATIENCE_MS
    for (;;) {
      const code = await codeOf(this.whoami(on)).catch(() => 'connection lost')
      if (!passing.has(code) || Date.now() > giveUpAt) return code
      this.refused++
      await sleep(PAUSE_MS)
    }
  }

  /** The connection as a replica shows it. */
  async connection(on: number) {
    const answer = await waitFor(
      () => this.browsers[on]!.rpc('getSessions', {}),
      (given) => 'result' in given,
      PATIENCE_MS,
    )
    const { sessions } = (answer as { result: RpcResult<'getSessions'> }).result
    return sessions.find((session) => session.sessionId === this.sessionId)
  }

  /** As a person does: by the link that the row shows. */
  async signIn(on = 0): Promise<void> {
    const browser = this.browsers[on]!
    const { authUrl } = (await this.connection(on))!
    const back = await signIn(atReplica(browser, authUrl!), { jar: browser.jar })
    const page = await browser.jar.fetch(atReplica(browser, back.href))
    expect([page.status, await page.text()]).toEqual(SIGNED_IN)
  }
}

/** What a callback's page says that has ended well. */
export const SIGNED_IN = [200, expect.stringContaining('You are signed in')]

/**
 * The same address at another replica: it is that of the one that made the session, and in front of real ones there is one
 * address for all.
 */
export const atReplica = ({ base }: Browser, address: string): string =>
  address.replace(/^http:\/\/[^/]+/, new URL(base).origin)

export const succeeds = async (answer: Promise<RpcResponse>): Promise<boolean> =>
  JSON.stringify(await answer).includes('You are alice')

/** The code of an error, or `success`. */
export async function codeOf(answer: Promise<RpcResponse>): Promise<string> {
  const given = await answer
  return 'error' in given ? given.error.code : 'success'
}
