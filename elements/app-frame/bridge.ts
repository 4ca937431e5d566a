import { isObject } from '../schema-form/core/json.ts'
import type { JsonObject } from '../schema-form/core/json.ts'

/** Characters of one message as JSON: room for a file to save, and not for a page's whole memory. */
const LONGEST_MESSAGE = 8 * 1024 * 1024
/** Requests of the app that may wait for an answer at once. */
const MOST_OPEN = 32

/** An error as JSON-RPC 2.0 has it. */
export class RpcFailure extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

export const invalidParams = (message: string): RpcFailure => new RpcFailure(-32602, message)
/** The host or the person did not want it, or it failed. */
export const refused = (message: string): RpcFailure => new RpcFailure(-32000, message)

export type Request = (params: JsonObject) => unknown
export type Notice = (params: JsonObject) => void

export interface Duties {
  /** By method. */
  readonly requests: Readonly<Record<string, Request>>
  readonly notices: Readonly<Record<string, Notice>>
}

interface Waiting {
  answered(result: unknown): void
  failed(error: Error): void
}

/**
 * JSON-RPC 2.0 with one frame, by messages. Who else speaks is not heard; what is malformed is left alone; what is unknown
 * is answered so.
 */
export class Bridge {
  readonly #target: Window
  readonly #duties: Duties
  readonly #waiting = new Map<unknown, Waiting>()
  #nextId = 1
  #open = 0
  #closed = false

  constructor(target: Window, duties: Duties) {
    this.#target = target
    this.#duties = duties
    addEventListener('message', this.#received)
  }

  close(): void {
    this.#closed = true
    removeEventListener('message', this.#received)
    for (const { failed } of this.#waiting.values()) failed(refused('The app has ended.'))
    this.#waiting.clear()
  }

  notify(method: string, params: object): void {
    this.#send({ method, params })
  }

  /** Rejects where the app answers an error, or nothing in that time (milliseconds). */
  request(method: string, params: object, timeout: number): Promise<unknown> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => waiting.failed(refused('The app did not answer.')), timeout)
      const done =
        <T>(settle: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer)
          this.#waiting.delete(id)
          settle(value)
        }
      const waiting = { answered: done(resolve), failed: done(reject) }
      this.#waiting.set(id, waiting)
      this.#send({ id, method, params })
    })
  }

  #send(message: object): void {
    // The frame has no origin that could be named; it is ours until it is taken away.
    if (!this.#closed) this.#target.postMessage({ jsonrpc: '2.0', ...message }, '*')
  }

  #received = ({ source, data }: MessageEvent): void => {
    if (source !== this.#target) return
    const message = plain(data)
    if (!message || message['jsonrpc'] !== '2.0') return
    const { id, method } = message
    const params = isObject(message['params']) ? message['params'] : {}
    if (typeof method !== 'string') this.#answered(id, message)
    else if (id === undefined) lookUp(this.#duties.notices, method)?.(params)
    else if (typeof id === 'string' || typeof id === 'number') void this.#serve(id, method, params)
  }

  #answered(id: unknown, message: JsonObject): void {
    const waiting = this.#waiting.get(id)
    if ('error' in message) waiting?.failed(refused('The app answered an error.'))
    else waiting?.answered(message['result'])
  }

  async #serve(id: string | number, method: string, params: JsonObject): Promise<void> {
    const request = lookUp(this.#duties.requests, method)
    this.#open++
    try {
      if (!request) throw new RpcFailure(-32601, 'Method not found')
      if (this.#open > MOST_OPEN) throw refused('Too many requests at once')
      this.#send({ id, result: (await request(params)) ?? {} })
    } catch (error) {
      const { code, message } = error instanceof RpcFailure ? error : refused('This could not be done.')
      this.#send({ id, error: { code, message } })
    } finally {
      this.#open--
    }
  }
}

/** Only what JSON can say: no live objects, no shared memory; not too much of it. */
function plain(data: unknown): JsonObject | undefined {
  try {
    const text = JSON.stringify(data)
    const copy: unknown = text.length > LONGEST_MESSAGE ? undefined : JSON.parse(text)
    return isObject(copy) ? copy : undefined
  } catch {
    return undefined
  }
}

const lookUp = <T>(duties: Readonly<Record<string, T>>, method: string): T | undefined =>
  Object.hasOwn(duties, method) ? duties[method] : undefined
