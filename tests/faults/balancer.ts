/** A load balancer in front of replicas, as the network's own: it hands connections on, and knows nothing of HTTP. */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export class Balancer {
  readonly #server: Server
  #ports: readonly number[] = []
  #next = 0
  readonly #open = new Map<Socket, number>()

  private constructor() {
    this.#server = createServer((client) => this.#pass(client, this.#ports.length))
  }

  /** `bases` are those of replicas; see {@link serve}. */
  static async start(bases: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer()
    balancer.serve(bases)
    balancer.#server.listen(0, '127.0.0.1')
    await once(balancer.#server, 'listening')
    return balancer
  }

  /** The one address of all replicas. */
  get base(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/mcp`
  }

  /** New connections go to these, in turn; to the next one where nobody listens. */
  serve(bases: readonly string[]): void {
    this.#ports = bases.map((base) => Number(new URL(base).port))
  }

  /** Connections that are open to this replica. */
  openTo(base: string): number {
    const wanted = Number(new URL(base).port)
    return [...this.#open.values()].filter((port) => port === wanted).length
  }

  async close(): Promise<void> {
    for (const client of this.#open.keys()) client.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #pass(client: Socket, triesLeft: number): void {
    const port = this.#ports[this.#next++ % this.#ports.length]
    if (triesLeft === 0 || port === undefined) return void client.destroy()
    client.on('error', () => {})
    const replica = connect(port, '127.0.0.1')
    const again = () => this.#pass(client, triesLeft - 1)
    replica.once('error', again)
    replica.once('connect', () => {
      replica.off('error', again).on('error', () => client.destroy())
      this.#open.set(client, port)
      client.once('close', () => {
        this.#open.delete(client)
        replica.destroy()
      })
      replica.once('close', () => client.destroy())
      client.pipe(replica).pipe(client)
      if (client.destroyed) replica.destroy()
    })
  }
}
