/** What a replica asks of Redis, seen on the wire. */
import { createHash } from 'node:crypto'
import { TcpProxy } from '../tcp-proxy.ts'

export interface Asked {
  readonly connection: number
  /** Commands that were sent in one piece: one round trip. */
  readonly commands: readonly (readonly string[])[]
}

/** Stands between a replica and Redis, and notes every command with its arguments. */
export class RedisTraffic {
  readonly asked: Asked[] = []
  readonly #proxy: TcpProxy

  private constructor(proxy: TcpProxy) {
    this.#proxy = proxy
    proxy.onWrite = (data, connection) => void this.asked.push({ connection, commands: commandsIn(data) })
  }

  static async to(port: number): Promise<RedisTraffic> {
    return new RedisTraffic(await TcpProxy.to(port))
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#proxy.port}`
  }

  close(): Promise<void> {
    return this.#proxy.close()
  }

  /**
   * Round trips since `from` for one user: by the user's keys, and by those of the flow cookie. The lease that a replica
   * has on being alive is no user's, and goes by the clock.
   */
  since(from: number, userId: string): Asked[] {
    const tag = `{${createHash('sha256').update(userId).digest('base64url')}}`
    const isTheirs = (arg: string) => arg.includes(tag) || arg.startsWith('mcp:state:')
    return this.asked
      .slice(from)
      .map(({ connection, commands }) => ({
        connection,
        commands: commands.filter((command) => command.some(isTheirs)),
      }))
      .filter(({ commands }) => commands.length > 0)
  }
}

/** RESP arrays of bulk strings (Redis protocol specification). */
function commandsIn(data: Buffer): string[][] {
  const commands: string[][] = []
  let at = 0
  const line = (): string => {
    const end = data.indexOf('\r\n', at)
    const text = data.toString('latin1', at, end)
    at = end + 2
    return text
  }
  while (at < data.length && data[at] === 0x2a) {
    const count = Number(line().slice(1))
    const command = Array.from({ length: count }, () => {
      const length = Number(line().slice(1))
      const text = data.toString('utf8', at, at + length)
      at += length + 2
      return text
    })
    commands.push(command)
  }
  return commands
}
