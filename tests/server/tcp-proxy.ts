import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Stands between a client and a server, counts what goes by, and does to it what networks do. */
export class TcpProxy {
  connections = 0
  /** Pieces of data from the client, as it wrote them. */
  writes = 0
  /** Answers for which this is true never arrive. */
  drop: (data: Buffer) => boolean = () => false
  /** Requests for which this is true are lost on their way, and their connections with them. */
  lose: (data: Buffer) => boolean = () => false
  /** Told of each piece of data from the client before it goes on. */
  onWrite: (data: Buffer, connection: number) => void = () => {}
  #target: number
  readonly #server: Server
  readonly #pairs = new Set<[Socket, Socket]>()
  /** Of these nothing arrives any more, and neither side hears of it. */
  readonly #hushed = new WeakSet<[Socket, Socket]>()
  #unreachable = false
  #cutAfter: string | undefined

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

  /** Leads connections that are made from now on elsewhere; those that are open stay. */
  redirect(port: number): void {
    this.#target = port
  }

  /** Breaks all connections that are open. */
  cutAll(): void {
    for (const pair of this.#pairs) end(pair)
  }

  /** All connections that are open stay so, and nothing passes any more: neither side is told. New ones work. */
  hushAll(): void {
    for (const pair of this.#pairs) this.#hushed.add(pair)
  }

  /** While true, no connection comes about. Those that are open are broken. */
  set unreachable(value: boolean) {
    this.#unreachable = value
    if (value) this.cutAll()
  }

  /** The server gets the next request with this text in it, and acts on it; its answer is lost, with the connection. */
  cutAnswerTo(text: string): void {
    this.#cutAfter = text
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) end(pair)
    this.#server.close()
    await once(this.#server, 'close')
  }

  #pass(client: Socket): void {
    const connection = ++this.connections
    if (this.#unreachable) return void client.on('error', () => {}).destroy()
    const server = connect(this.#target, '127.0.0.1')
    const pair: [Socket, Socket] = [client, server]
    this.#pairs.add(pair)
    let cut = false
    client.on('data', (data) => {
      if (this.#hushed.has(pair)) return
      this.writes += 1
      this.onWrite(data, connection)
      if (this.lose(data)) return end(pair)
      if (this.#cutAfter !== undefined && data.includes(this.#cutAfter)) {
        this.#cutAfter = undefined
        cut = true
      }
      server.write(data)
    })
    server.on('data', (data) => {
      if (this.#hushed.has(pair)) return
      if (cut) end(pair)
      else if (!this.drop(data)) client.write(data)
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
