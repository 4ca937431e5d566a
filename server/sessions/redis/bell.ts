import type { Redis } from 'ioredis'
import type { Logger } from '../../options.ts'
import { Bell } from '../bell.ts'
import { closeClient, type RedisConnection } from './connection.ts'

const SWEEP_INTERVAL = 5_000
/** Milliseconds until another connection is made where one has ended for good, or could not be made. */
const LATER = 250

/**
 * Pub/sub, on a connection of its own that is made when somebody first listens. A message only says "look", and may be
 * lost: whoever waits for one is also woken every five seconds, and whenever the connection has been made anew.
 */
export class RedisBell {
  readonly #connection: RedisConnection
  readonly #channel: string
  readonly #users: Bell<string>
  readonly #channels: Bell<string>
  readonly #logger: Logger | undefined
  #subscriber: Redis | undefined
  #sweeper: ReturnType<typeof setInterval> | undefined
  #later: ReturnType<typeof setTimeout> | undefined
  #closed = false

  /** `channel` is the one whose messages begin with the user to wake. */
  constructor(connection: RedisConnection, channel: string, logger: Logger | undefined) {
    this.#connection = connection
    this.#channel = channel
    this.#users = new Bell(logger)
    this.#channels = new Bell(logger)
    this.#logger = logger
  }

  /** `wake` gets what a message says after the user's name: nothing, or a sealed event. */
  subscribe(u: string, wake: (sealed: string) => void): () => void {
    this.#start()
    return this.#users.add(u, wake)
  }

  listen(channel: string, onMessage: (text: string) => void): () => void {
    this.#start()
    const stop = this.#channels.add(channel, onMessage)
    this.#order('subscribe', channel)
    return () => {
      stop()
      if (!this.#channels.has(channel)) this.#order('unsubscribe', channel)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweeper)
    clearTimeout(this.#later)
    this.#users.clear()
    this.#channels.clear()
    if (this.#subscriber) await closeClient(this.#subscriber)
  }

  #start(): void {
    if (this.#sweeper || this.#closed) return
    this.#sweeper = setInterval(() => this.#sweep(), SWEEP_INTERVAL).unref()
    void this.#connect()
  }

  async #connect(): Promise<void> {
    const subscriber = await this.#connection.subscriber().catch(() => undefined)
    if (this.#closed) return
    if (!subscriber) return this.#connectLater()
    this.#subscriber = subscriber
    subscriber.on('message', (channel: string, text: string) => {
      const end = text.indexOf(' ')
      if (channel === this.#channel && end < 0) this.#users.ring(text, '')
      else if (channel === this.#channel) this.#users.ring(text.slice(0, end), text.slice(end + 1))
      else this.#channels.ring(channel, text)
    })
    subscriber.on('ready', () => this.#order('subscribe', this.#channel, ...this.#channels.names()))
    subscriber.on('end', () => this.#connectLater())
    // A failure is told by the 'error' event, and the client goes on trying, or ends.
    subscriber.connect().catch(() => {})
  }

  #connectLater(): void {
    if (this.#closed) return
    this.#later = setTimeout(() => void this.#connect(), LATER).unref()
  }

  /** While the connection is down there is nothing to do: its 'ready' subscribes to all. */
  #order(order: 'subscribe' | 'unsubscribe', ...channels: string[]): void {
    if (this.#subscriber?.status !== 'ready') return
    this.#subscriber[order](...channels).then(
      () => order === 'subscribe' && this.#users.ringAll(''),
      () => this.#logger?.warn({ channels: channels.length }, `Redis did not ${order}; events come with the sweep.`),
    )
  }

  #sweep(): void {
    this.#users.ringAll('')
    // Nothing else is sent on this connection, so nothing else would show that it is dead.
    if (this.#subscriber?.status === 'ready') this.#subscriber.ping().catch(() => {})
  }
}
