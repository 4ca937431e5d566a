import type { ServerContext } from '../context.ts'
import type { HashedTool, SessionRecord } from '../sessions/store.ts'
import { about, change, emit } from '../sessions/transition.ts'
import { collectTools, hashTools } from './tools.ts'
import { withUpstream } from './upstream.ts'

/** Stores a listing with the session's count and hash of it. */
export async function saveTools({ store }: ServerContext, record: SessionRecord, tools: readonly HashedTool[]) {
  await store.putTools(record.userId, record.sessionId, tools)
  const counted = { toolCount: tools.length, toolsHash: hashTools(tools) }
  return (await change(store, record, counted)) ?? record
}

/**
 * Lists the tools of a connected session again, and tells every tab if they changed. Asked for while it runs, it runs once
 * more after that: the change may have come after the server was asked.
 */
export function refreshTools(context: ServerContext, record: SessionRecord): Promise<void> {
  const name = `tools ${record.sessionId}`
  return context.replica.shareNext(name, () => refreshOnce(context, record))
}

async function refreshOnce(context: ServerContext, record: SessionRecord): Promise<void> {
  const { connectTimeout, toolsPerServer } = context.options.limits
  const tools = collectTools(toolsPerServer)
  const found = await withUpstream(
    context,
    record,
    { deadline: { idle: connectTimeout }, onResult: tools.onResult, mayRepeat: () => true },
    tools.list,
  )
  const now = await context.store.get(record.userId, record.sessionId)
  if (!now || hashTools(found) === now.toolsHash) return
  const saved = await saveTools(context, now, found)
  await emit(context.store, saved.userId, {
    type: 'tools_changed',
    ...about(saved),
    toolCount: saved.toolCount,
    toolsHash: saved.toolsHash,
  })
}
