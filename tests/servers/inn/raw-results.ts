/** Replaces results on their way out, past the schemas of both SDKs. */
import type { RawResult } from './visit.ts'

type Id = string | number

interface Message {
  readonly id?: Id | undefined
  readonly result?: RawResult | undefined
}

interface Sender {
  send(message: never, options?: never): Promise<void>
}

export class RawResults {
  readonly #results = new Map<Id, RawResult>()

  /** Sends this in place of the result of that request. */
  set(id: Id, result: RawResult): void {
    this.#results.set(id, result)
  }

  attach(transport: Sender): void {
    const send = transport.send.bind(transport) as (message: Message, options?: never) => Promise<void>
    transport.send = (message: Message, options?: never) => send(this.#replace(message), options)
  }

  #replace(message: Message): Message {
    const raw = message.id === undefined ? undefined : this.#results.get(message.id)
    if (raw === undefined || message.result === undefined) return message
    this.#results.delete(message.id!)
    // What the SDK adds for its era stays.
    const { content: _, _meta, ...rest } = message.result
    return { ...message, result: { ...rest, ...raw, _meta: { ...(_meta as object), ...(raw._meta as object) } } }
  }
}
