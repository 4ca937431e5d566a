/**
 * A line that breaks at random: before a request has arrived, after it and before its answer, or in the middle of one. As
 * with TCP, nothing is lost without the connection.
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export class LossyProxy {
  /** Of all pieces of data, this part breaks the line. */
  loss = 0
  /** Lines that were broken. */
  broken = 0
  readonly #server: Server
  readonly #open = new Set<Socket>()

  private constructor(port: number, random: () => number) {
    this.#server = createServer((client) => this.#pass(client, connect(port, '127.0.0.1'), random))
  }

  static async to(port: number, random: () => number): Promise<LossyProxy> {
    const proxy = new LossyProxy(port, random)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.#open) socket.destroy()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #pass(client: Socket, server: Socket, random: () => number): void {
    let losesAnswer = false
    const end = () => {
      client.destroy()
      server.destroy()
    }
    const breakLine = () => {
      this.broken++
      end()
    }
    client.on('data', (data) => {
      const fate = random()
      if (fate < this.loss / 2) return breakLine()
      losesAnswer ||= fate < this.loss
      server.write(data)
    })
    server.on('data', (data) => {
      if (losesAnswer) return breakLine()
      if (random() >= this.loss / 2) return void client.write(data)
      client.write(data.subarray(0, data.length / 2), breakLine)
    })
    for (const socket of [client, server]) {
      this.#open.add(socket)
      socket.on('error', end).once('close', () => {
        this.#open.delete(socket)
        end()
      })
    }
  }
}
