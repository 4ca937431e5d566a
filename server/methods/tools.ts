import { z } from 'zod'
import type { CallToolResult } from '../../shared/mcp.ts'
import { cancelCall as cancel, getCall as stateOf } from '../mcp/call-state.ts'
import { changedTool, toToolInfo } from '../mcp/consent.ts'
import { McpPlugError } from '../errors.ts'
import { refreshTools } from '../mcp/tool-list.ts'
import { admit, callId, type Method, ownSession, params, type RunningMethod, sessionId, text } from './method.ts'

export const listTools: Method<'listTools'> = {
  params: params({ sessionId }),
  async handle(context, { sessionId: id }) {
    const { store, userId } = context
    const [record, tools] = await Promise.all([ownSession(context, id), store.getTools(userId, id)])
    // What is stored is what the session was connected with; an empty store of a connected session has lost it.
    if (tools.length === record.toolCount) return { tools: tools.map(toToolInfo) }
    await refreshTools(context, record)
    return { tools: (await store.getTools(userId, id)).map(toToolInfo) }
  },
}

export const setToolPolicy: Method<'setToolPolicy'> = {
  params: params({ sessionId, name: text, policy: z.enum(['ask', 'allow', 'block']), hash: text.optional() }),
  async handle(context, { sessionId: id, name, policy, hash }) {
    await ownSession(context, id)
    const { store, userId } = context
    const done = await store.setToolPolicy(userId, id, name, policy, hash)
    if (done === 'set') return {}
    const tool = done === 'changed' ? await store.getTool(userId, id, name) : null
    throw tool ? changedTool(tool) : new McpPlugError('tool_not_found')
  },
}

export const callTool: RunningMethod<'callTool'> = {
  params: params({
    sessionId,
    name: text,
    arguments: z.record(z.string(), z.unknown()).optional(),
    callId: callId.optional(),
    detached: z.boolean().optional(),
    approval: text.optional(),
  }),
  admit: (context, call) => admit<CallToolResult>(context, { ...call, method: 'tools/call' }),
}

export const cancelCall: Method<'cancelCall'> = {
  params: params({ callId }),
  handle: async (context, { callId: id }) => ({ cancelled: await cancel(context, context.userId, id) }),
}

export const getCall: Method<'getCall'> = {
  params: params({ callId }),
  handle: (context, { callId: id }) => stateOf(context, context.userId, id),
}
