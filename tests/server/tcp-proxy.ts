import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Stands between a client and a server, counts what goes by, and does to it what networks do. */
export class TcpProxy {
  /** Pieces of data from the client, as it wrote them. */
  writes = 0
  /** Answers for which this is true never arrive. */
  drop: (data: Buffer) => boolean = () => false
  readonly #target: number
  readonly #server: Server
  readonly #pairs = new Set<[Socket, Socket]>()
  #cutNextAnswer = false

  private constructor(target: number) {
    this.#target = target
    this.#server = createServer((client) => this.#pass(client))
  }

  static async to(port: number): Promise<TcpProxy> {
    const proxy = new TcpProxy(port)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** The server gets what is sent next and acts on it; its answer is lost, with the connection. */
  cutNextAnswer(): void {
    this.#cutNextAnswer = true
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) end(pair)
    this.#server.close()
    await once(this.#server, 'close')
  }

  #pass(client: Socket): void {
    const server = connect(this.#target, '127.0.0.1')
    const pair: [Socket, Socket] = [client, server]
    this.#pairs.add(pair)
    client.on('data', (data) => {
      this.writes += 1
      server.write(data)
    })
    server.on('data', (data) => {
      if (this.#cutNextAnswer) {
        this.#cutNextAnswer = false
        end(pair)
      } else if (!this.drop(data)) client.write(data)
    })
    for (const socket of pair) {
      socket.on('error', () => end(pair))
      socket.on('close', () => {
        end(pair)
        this.#pairs.delete(pair)
      })
    }
  }
}

function end(pair: [Socket, Socket]): void {
  for (const socket of pair) socket.destroy()
}
