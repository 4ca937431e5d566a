import type { CallerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import { NO_SDK_TIMEOUT } from '../mcp/open.ts'
import { withUpstream } from '../mcp/upstream.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { change } from '../sessions/transition.ts'
import { type Method, ownSession, params, sessionId, text } from './method.ts'

const shape = params({ sessionId, uri: text.max(8_192) })

export const subscribeResource: Method<'subscribeResource'> = {
  params: shape,
  async handle(context, { sessionId: id, uri }) {
    const record = await ownSession(context, id)
    const { subscribe } = (record.capabilities?.resources ?? {}) as { subscribe?: unknown }
    if (subscribe !== true)
      throw new McpPlugError('upstream_protocol', { message: 'This MCP server does not tell of changes of resources.' })
    const most = context.options.limits.subscriptionsPerSession
    if ((record.subscriptions?.length ?? 0) >= most && !record.subscriptions?.includes(uri))
      throw new McpPlugError('rate_limited', { message: `At most ${most} resources of a server can be watched.` })
    await tellServer(context, record, uri, 'subscribeResource')
    await keep(context, record, (uris) => [...new Set([...uris, uri])])
    return {}
  },
}

export const unsubscribeResource: Method<'unsubscribeResource'> = {
  params: shape,
  async handle(context, { sessionId: id, uri }) {
    const record = await ownSession(context, id)
    if (!record.subscriptions?.includes(uri)) return {}
    await keep(context, record, (uris) => uris.filter((one) => one !== uri))
    await tellServer(context, record, uri, 'unsubscribeResource')
    return {}
  },
}

/** A legacy server with sessions is told at once; others are told by whoever listens to them. */
async function tellServer(
  context: CallerContext,
  record: SessionRecord,
  uri: string,
  method: 'subscribeResource' | 'unsubscribeResource',
): Promise<void> {
  if (record.handshake?.mcpSessionId === undefined) return
  const deadline = { idle: context.options.limits.connectTimeout }
  await withUpstream(context, record, { deadline, mayRepeat: () => true }, ({ client, operation }) =>
    client[method]({ uri }, { signal: operation.signal, timeout: NO_SDK_TIMEOUT }),
  )
}

async function keep(
  context: CallerContext,
  record: SessionRecord,
  changed: (uris: readonly string[]) => readonly string[],
): Promise<void> {
  const saved = await change(context.store, record, (now) => ({ subscriptions: changed(now.subscriptions ?? []) }))
  if (!saved) throw new McpPlugError('session_not_found')
  await context.listeners.subscriptionsChanged(context, saved)
}
