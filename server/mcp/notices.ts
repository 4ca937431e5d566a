import type { Client } from '@modelcontextprotocol/client'
import type { ConnectionEvent } from '../../shared/events.ts'
import type { ServerContext } from '../context.ts'
import { toMcpPlugError } from '../errors.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { about, emit } from '../sessions/transition.ts'
import { acceptFinished } from './session-questions.ts'
import { refreshTools } from './tool-list.ts'

/** Notices of one kind that come within this time are one, in milliseconds: a server may send thousands. */
const GATHER_MS = 250

/** What a server says by itself, as events for every tab of the session's person. */
export class Notices {
  readonly #context: ServerContext
  readonly #session: SessionRecord
  readonly #waiting = new Map<string, NodeJS.Timeout>()

  constructor(context: ServerContext, session: SessionRecord, signal: AbortSignal) {
    this.#context = context
    this.#session = session
    signal.addEventListener('abort', () => this.#waiting.forEach((timer) => clearTimeout(timer)), { once: true })
  }

  hear(client: Client): void {
    client.setNotificationHandler('notifications/tools/list_changed', () =>
      this.gather('tools', () => refreshTools(this.#context, this.#session)),
    )
    client.setNotificationHandler('notifications/prompts/list_changed', () =>
      this.gather('prompts', () => this.#tell({ type: 'prompts_changed', ...about(this.#session) })),
    )
    client.setNotificationHandler('notifications/resources/list_changed', () =>
      this.gather('resources', () => this.#tell({ type: 'resources_changed', ...about(this.#session) })),
    )
    client.setNotificationHandler('notifications/resources/updated', ({ params: { uri } }) =>
      this.gather(`updated ${uri}`, () => this.#updated(uri)),
    )
    client.setNotificationHandler('notifications/elicitation/complete', ({ params: { elicitationId } }) =>
      this.#quietly(() => acceptFinished(this.#context, this.#session, elicitationId)),
    )
  }

  /** Does the work in so many milliseconds, once for all who ask for it by this name until then. */
  gather(name: string, work: () => Promise<unknown>, wait = GATHER_MS): void {
    if (this.#waiting.has(name) || this.#waiting.size > 1_000) return
    const timer = setTimeout(() => {
      this.#waiting.delete(name)
      this.#quietly(work)
    }, wait)
    this.#waiting.set(name, timer)
  }

  /** Only what was subscribed to: a server must not fill the log. */
  async #updated(uri: string): Promise<void> {
    const { store } = this.#context
    const now = await store.get(this.#session.userId, this.#session.sessionId)
    if (now?.subscriptions?.includes(uri)) await this.#tell({ type: 'resource_updated', ...about(now), uri })
  }

  #tell(event: ConnectionEvent): Promise<unknown> {
    return emit(this.#context.store, this.#session.userId, event)
  }

  #quietly(work: () => Promise<unknown>): void {
    work().catch((error: unknown) => {
      const { code } = toMcpPlugError(error)
      this.#context.options.logger.debug({ sessionId: this.#session.sessionId, code }, 'a notice was not passed on')
    })
  }
}
