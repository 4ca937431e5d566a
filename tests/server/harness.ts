/** A handler as a page uses it: calls, and the event stream. */
import { createParser } from 'eventsource-parser'
import type { ConnectionEvent, SnapshotEvent } from '../../shared/events.ts'
import type { RpcMethod, RpcParams, RpcResponse, RpcResult } from '../../shared/rpc.ts'
import { createSSEHandler, type HandlerOptions, MemorySessionStore, type SSEHandler } from '../../server/index.ts'
import { waitFor } from '../servers/wait-for.ts'

export const BASE = 'http://app.test/api/mcp'
const PAGE = { 'x-mcp-plug': '1', 'content-type': 'application/json' }
const QUIET = { debug() {}, info() {}, warn() {}, error() {} }

/** One Server-Sent Event. */
export interface Sent {
  id?: string | undefined
  event?: string | undefined
  data: unknown
}

/** Reads a body of Server-Sent Events as it comes. Comments are counted. */
export class EventReader {
  readonly events: Sent[] = []
  comments = 0
  ended = false
  /** Called with every event from now on. */
  onEvent: ((sent: Sent) => void) | undefined
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>

  constructor(response: Response) {
    this.#reader = response.body!.getReader()
    void this.#read()
  }

  async #read() {
    const decoder = new TextDecoder()
    const parser = createParser({
      onEvent: ({ event, id, data }) => this.#take({ event, id, data: JSON.parse(data) }),
      onComment: () => void this.comments++,
    })
    try {
      for (;;) {
        const { done, value } = await this.#reader.read()
        if (done) break
        parser.feed(decoder.decode(value, { stream: true }))
      }
    } catch {
      // The other side broke off.
    }
    this.ended = true
  }

  #take(sent: Sent) {
    this.events.push(sent)
    this.onEvent?.(sent)
  }

  /** The first event that fits, now or soon. */
  async until(fits: (sent: Sent) => boolean): Promise<Sent> {
    return (await waitFor(() => this.events.find(fits), Boolean))!
  }

  connection(type: ConnectionEvent['type'], more: object = {}): Promise<Sent> {
    const wanted = Object.entries({ type, ...more })
    return this.until(
      ({ event, data }) =>
        event === 'connection' && wanted.every(([key, value]) => (data as Record<string, unknown>)[key] === value),
    )
  }

  /** The answer of a streamed call. */
  async answer(): Promise<RpcResponse> {
    return (await this.until(({ event }) => event === 'rpc-response')).data as RpcResponse
  }

  async close() {
    await this.#reader.cancel()
  }
}

export interface App {
  readonly handler: SSEHandler
  post(body: unknown, headers?: Record<string, string>, signal?: AbortSignal): Promise<Response>
  rpc<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<RpcResponse<M>>
  /** The result; throws where the answer is an error. */
  call<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<RpcResult<M>>
  /** A streamed call. */
  stream<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<EventReader>
  events(lastEventId?: string): Promise<EventReader>
  connected(reader: EventReader): Promise<SnapshotEvent>
}

/** A handler whose user is what the `user` header says (`alice` without one), on a store in memory, with loopback allowed. */
export function createApp(options: Partial<HandlerOptions> = {}, user = 'alice'): App {
  const handler = createSSEHandler({
    authenticate: (request) => request.headers.get('user'),
    store: new MemorySessionStore(),
    allowPrivateNetwork: ['127.0.0.1'],
    logger: QUIET,
    ...options,
  } as HandlerOptions)
  return asUser(handler, user)
}

/** The same handler, used by this person. */
export function asUser(handler: SSEHandler, user: string): App {
  const post = (body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    handler.fetch(
      new Request(BASE, {
        method: 'POST',
        headers: { ...PAGE, user, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...(signal && { signal }),
      }),
    )
  const app: App = {
    handler,
    post,
    rpc: async (method, params) => (await post({ id: 1, method, params })).json() as never,
    async call(method, params) {
      const answer = await app.rpc(method, params)
      if ('error' in answer)
        throw Object.assign(new Error(`${answer.error.code}: ${answer.error.message}`), answer.error)
      return answer.result
    },
    stream: async (method, params) =>
      new EventReader(await post({ id: 1, method, params }, { accept: 'text/event-stream' })),
    async events(lastEventId) {
      const headers = {
        ...PAGE,
        user,
        accept: 'text/event-stream',
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      }
      return new EventReader(await handler.fetch(new Request(BASE, { headers })))
    },
    connected: async (reader) => (await reader.until(({ event }) => event === 'connected')).data as SnapshotEvent,
  }
  return app
}

/** The code of an error answer. */
export async function codeOf(answer: Promise<RpcResponse> | Promise<Response>): Promise<string> {
  const given = await answer
  const body = (given instanceof Response ? await given.json() : given) as RpcResponse
  return 'error' in body ? body.error.code : `a result: ${JSON.stringify(body.result)}`
}
