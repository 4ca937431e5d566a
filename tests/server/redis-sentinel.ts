/** A real master and its replica for tests, watched by three real Sentinels. */
import { Redis, type RedisOptions } from 'ioredis'
import { waitFor } from '../servers/wait-for.ts'
import { RedisServer } from './redis-server.ts'

const NAME = 'main'
const SENTINELS = 3
const WAIT = 30_000
/** What a client may ask of Sentinels, and by which account. */
const ACCOUNT = { sentinelUsername: 'mcp-plug', sentinelPassword: 'a-sentinel-password' }
const RULES = '-@all +sentinel|get-master-addr-by-name +sentinel|sentinels'
const OPTIONS = ['--repl-diskless-sync-delay', '0', '--repl-ping-replica-period', '1']

export class RedisSentinelServers {
  /** The one that began as the master, and the one that began as its replica. */
  readonly data: readonly [RedisServer, RedisServer]
  readonly sentinels: readonly RedisServer[]
  /** Connections for the test itself, to each of `data`. */
  readonly admins: readonly [Redis, Redis]

  private constructor(data: readonly [RedisServer, RedisServer], sentinels: readonly RedisServer[]) {
    this.data = data
    this.sentinels = sentinels
    this.admins = [connect(data[0]), connect(data[1])]
  }

  static async start(): Promise<RedisSentinelServers> {
    const master = await RedisServer.start(...OPTIONS)
    const replica = await RedisServer.start(...OPTIONS, '--replicaof', `127.0.0.1 ${master.port}`)
    const probe = connect(replica)
    // A Sentinel that begins with a replica in place knows it at once, and not only after ten seconds.
    await waitFor(() => probe.info('replication'), isLinked, WAIT)
    probe.disconnect()
    const config = `
sentinel monitor ${NAME} 127.0.0.1 ${master.port} 2
sentinel down-after-milliseconds ${NAME} 500
sentinel failover-timeout ${NAME} 2000
user ${ACCOUNT.sentinelUsername} on >${ACCOUNT.sentinelPassword} ${RULES}
`
    const sentinels = await Promise.all(Array.from({ length: SENTINELS }, () => RedisServer.startSentinel(config)))
    const servers = new RedisSentinelServers([master, replica], sentinels)
    await servers.#known()
    return servers
  }

  /** What a client is told. */
  get options(): RedisOptions {
    return { ...ACCOUNT, name: NAME, sentinels: this.sentinels.map(({ port }) => ({ host: '127.0.0.1', port })) }
  }

  /** As the environment tells it. */
  get env(): Record<string, string> {
    const addresses = this.sentinels.map(({ port }) => `127.0.0.1:${port}`)
    return {
      REDIS_SENTINELS: addresses.join(','),
      REDIS_SENTINEL_NAME: NAME,
      REDIS_SENTINEL_USERNAME: ACCOUNT.sentinelUsername,
      REDIS_SENTINEL_PASSWORD: ACCOUNT.sentinelPassword,
    }
  }

  /** Every Sentinel knows the replica and the other Sentinels: together they can replace the master. */
  async #known(): Promise<void> {
    await this.#askAll('MASTER', (answer) => {
      const facts = answer as string[]
      const fact = (name: string) => Number(facts[facts.indexOf(name) + 1])
      return fact('num-slaves') === 1 && fact('num-other-sentinels') === SENTINELS - 1
    })
  }

  /** Every Sentinel names this server as the master, and it is. */
  async promoted(place: 0 | 1): Promise<void> {
    const port = String(this.data[place].port)
    await this.#askAll('GET-MASTER-ADDR-BY-NAME', (answer) => (answer as string[])[1] === port)
    await waitFor(
      () => this.admins[place].info('replication'),
      (info) => info.includes('role:master'),
      WAIT,
    )
  }

  /** Has the Sentinels replace the master that there is, in good order. */
  async failOver(): Promise<void> {
    const sentinel = connect(this.sentinels[0]!)
    await sentinel.call('SENTINEL', 'FAILOVER', NAME)
    sentinel.disconnect()
  }

  /** This server follows the other one. */
  async follows(place: 0 | 1): Promise<void> {
    await waitFor(() => this.admins[place].info('replication').catch(String), isLinked, WAIT)
  }

  async #askAll(question: string, fits: (answer: unknown) => boolean): Promise<void> {
    // Pairs come flat by the older version of the protocol.
    const clients = this.sentinels.map((sentinel) => connect(sentinel, 2))
    try {
      const answers = () => Promise.all(clients.map((client) => client.call('SENTINEL', question, NAME)))
      await waitFor(answers, (all) => all.every(fits), WAIT)
    } finally {
      for (const client of clients) client.disconnect()
    }
  }

  async stop(): Promise<void> {
    for (const admin of this.admins) admin.disconnect()
    await Promise.all([...this.data, ...this.sentinels].map((server) => server.stop()))
  }
}

const isLinked = (info: string) => info.includes('master_link_status:up')

function connect({ port }: RedisServer, protocol: 2 | 3 = 3): Redis {
  const client = new Redis({ port, protocol, maxRetriesPerRequest: 0, commandTimeout: 5_000 })
  // A server that a test has ended is no news.
  return client.on('error', () => {})
}
