/** A real Redis Cluster for tests: three masters, and a replica where one is asked for. */
import { Redis } from 'ioredis'
import { waitFor } from '../servers/wait-for.ts'
import { RedisServer } from './redis-server.ts'
import { TcpProxy } from './tcp-proxy.ts'

const SLOTS = 16_384
const MASTERS = 3
const OPTIONS = [
  ['--cluster-enabled', 'yes'],
  // The shortest that a busy machine bears: what is silent for longer is taken for dead.
  ['--cluster-node-timeout', '1000'],
  ['--cluster-allow-replica-migration', 'no'],
  ['--repl-diskless-sync-delay', '0'],
  ['--repl-ping-replica-period', '1'],
].flat()
const TLS = [
  ['--tls-cluster', 'yes'],
  ['--tls-replication', 'yes'],
  ['--cluster-announce-hostname', 'localhost'],
  ['--cluster-preferred-endpoint-type', 'hostname'],
].flat()
const WAIT = 30_000

export interface ClusterNode {
  readonly server: RedisServer
  /** A connection for the test itself. */
  readonly admin: Redis
  /** Its name in the Cluster. */
  readonly id: string
}

export class RedisClusterServers {
  readonly masters: readonly ClusterNode[]
  /** Of the first master. */
  readonly replica: ClusterNode | undefined
  #proxies: readonly TcpProxy[] = []

  private constructor(masters: readonly ClusterNode[], replica: ClusterNode | undefined) {
    this.masters = masters
    this.replica = replica
  }

  /** With `tls` its clients are sent to `localhost` and to the ports for TLS. */
  static async start({ replica = false, tls = false }: { replica?: boolean; tls?: boolean } = {}) {
    const nodes = await Promise.all(Array.from({ length: MASTERS + (replica ? 1 : 0) }, () => startNode(tls)))
    const cluster = new RedisClusterServers(nodes.slice(0, MASTERS), nodes[MASTERS])
    try {
      await cluster.#form()
      return cluster
    } catch (error) {
      await cluster.stop()
      throw error
    }
  }

  get nodes(): readonly ClusterNode[] {
    return this.replica ? [...this.masters, this.replica] : this.masters
  }

  /** Where a client may begin. */
  get addresses(): { host: string; port: number }[] {
    const ports = this.#proxies.length > 0 ? this.#proxies : this.masters.map(({ server }) => server)
    return ports.map(({ port }) => ({ host: '127.0.0.1', port }))
  }

  /** As `REDIS_URL` has it. */
  get url(): string {
    const tls = this.masters.every(({ server }) => server.tlsPort !== undefined)
    return this.masters.map(({ server }) => (tls ? server.tlsUrl : server.url)).join(',')
  }

  /** From now on clients are sent to a proxy before each master. They are in the masters' order. */
  async behindProxies(): Promise<readonly TcpProxy[]> {
    this.#proxies = await Promise.all(this.masters.map(({ server }) => TcpProxy.to(server.port)))
    await this.announceProxies()
    return this.#proxies
  }

  /** A master that was started anew has forgotten its proxy. */
  async announceProxies(): Promise<void> {
    const ports = this.#proxies.map(({ port }) => port)
    await Promise.all(
      this.masters.map(({ admin }, place) => admin.config('SET', 'cluster-announce-port', ports[place]!)),
    )
    await this.#everySlots((slots) => ports.every((port) => slots.includes(String(port))))
  }

  async #form(): Promise<void> {
    const [first, ...others] = this.nodes
    const share = Math.ceil(SLOTS / MASTERS)
    await Promise.all(
      this.masters.map(async ({ admin }, place) => {
        await admin.call('CLUSTER', 'SET-CONFIG-EPOCH', place + 1)
        const slots = Array.from({ length: SLOTS }, (_, slot) => slot).slice(place * share, (place + 1) * share)
        await admin.call('CLUSTER', 'ADDSLOTS', ...slots)
      }),
    )
    for (const { server } of others)
      await first!.admin.call('CLUSTER', 'MEET', '127.0.0.1', server.tlsPort ?? server.port)
    await this.#until((info) => info.includes(`cluster_known_nodes:${this.nodes.length}`))
    if (this.replica) await this.#replicate(first!, this.replica)
    await this.settled()
  }

  async #replicate(master: ClusterNode, replica: ClusterNode): Promise<void> {
    await replica.admin.call('CLUSTER', 'REPLICATE', master.id)
    await this.#everySlots((slots) => slots.includes(replica.id))
  }

  /** What every master says of who has which slots. */
  async #everySlots(fits: (slots: string) => boolean): Promise<void> {
    await waitFor(
      () => Promise.all(this.masters.map(async ({ admin }) => JSON.stringify(await admin.call('CLUSTER', 'SLOTS')))),
      (views) => views.every(fits),
      WAIT,
    )
  }

  /** Every node that runs serves all slots. */
  settled(): Promise<void> {
    return this.#until((info) => info.includes('cluster_state:ok') && info.includes(`cluster_slots_ok:${SLOTS}`))
  }

  async #until(fits: (info: string) => boolean): Promise<void> {
    const running = this.nodes.filter(({ server }) => server.isRunning)
    await waitFor(
      () => Promise.all(running.map(async ({ admin }) => String(await admin.call('CLUSTER', 'INFO')))),
      (infos) => infos.every(fits),
      WAIT,
    )
  }

  /** The master that has the slot of this key, and the slot. */
  async placeOf(key: string): Promise<{ slot: number; master: ClusterNode }> {
    const { admin } = this.nodes.find(({ server }) => server.isRunning)!
    const slot = Number(await admin.call('CLUSTER', 'KEYSLOT', key))
    const ranges = (await admin.call('CLUSTER', 'SLOTS')) as [number, number, [string, number, string]][]
    const [, , [, , id]] = ranges.find(([from, to]) => from <= slot && slot <= to)!
    return { slot, master: this.nodes.find((node) => node.id === id)! }
  }

  /** Gives a slot with its keys to another master, as `redis-cli --cluster reshard` does. `halfway` runs between two keys. */
  async moveSlot(slot: number, from: ClusterNode, to: ClusterNode, halfway: () => Promise<void>): Promise<void> {
    await to.admin.call('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id)
    await from.admin.call('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id)
    const keysIn = async () => (await from.admin.call('CLUSTER', 'GETKEYSINSLOT', slot, 1_000)) as string[]
    const keys = await keysIn()
    for (const [place, key] of keys.entries()) {
      await from.admin.call('MIGRATE', '127.0.0.1', to.server.port, key, 0, 5_000)
      if (place === Math.floor(keys.length / 2)) await halfway()
    }
    // What was made meanwhile.
    for (const key of await keysIn()) await from.admin.call('MIGRATE', '127.0.0.1', to.server.port, key, 0, 5_000)
    for (const { admin } of [to, from]) await admin.call('CLUSTER', 'SETSLOT', slot, 'NODE', to.id)
  }

  /** Kinds of errors that the nodes have answered so far. */
  async errors(): Promise<string[]> {
    const running = this.nodes.filter(({ server }) => server.isRunning)
    const stats = await Promise.all(running.map(({ admin }) => admin.info('errorstats')))
    return [...new Set(stats.flatMap((text) => [...text.matchAll(/^errorstat_(\w+):/gm)].map(([, kind]) => kind!)))]
  }

  async stop(): Promise<void> {
    await Promise.all(this.#proxies.map((proxy) => proxy.close()))
    for (const { admin } of this.nodes) admin.disconnect()
    await Promise.all(this.nodes.map(({ server }) => server.stop()))
  }
}

async function startNode(tls: boolean): Promise<ClusterNode> {
  const server = tls ? await RedisServer.startTls(...OPTIONS, ...TLS) : await RedisServer.start(...OPTIONS)
  const admin = new Redis(server.url, { maxRetriesPerRequest: 0, commandTimeout: 5_000 })
  // A node that a test has ended is no news.
  admin.on('error', () => {})
  return { server, admin, id: String(await admin.call('CLUSTER', 'MYID')) }
}
