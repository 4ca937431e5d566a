import { z } from 'zod'
import type { GetPromptResult, Prompt, ReadResourceResult, Resource, ResourceTemplate } from '../../shared/mcp.ts'
import { NO_SDK_TIMEOUT } from '../mcp/open.ts'
import { collectPages } from '../mcp/pages.ts'
import { type Upstream, type UpstreamOptions, withUpstream } from '../mcp/upstream.ts'
import type { CallerContext } from '../context.ts'
import { admit, callId, type Method, ownSession, params, type RunningMethod, sessionId, text } from './method.ts'

/** One read from the MCP server, within the time of a handshake. */
async function read<T>(
  context: CallerContext,
  id: string,
  work: (client: Upstream['client'], options: { signal: AbortSignal; timeout: number }) => Promise<T>,
  onResult?: UpstreamOptions['onResult'],
): Promise<T> {
  const record = await ownSession(context, id)
  return withUpstream(
    context,
    record,
    { deadline: { idle: context.options.limits.connectTimeout }, mayRepeat: () => true, onResult },
    ({ client, operation }) => work(client, { signal: operation.signal, timeout: NO_SDK_TIMEOUT }),
  )
}

/** A whole list, as the server gave it: icons, `_meta`, and what no SDK knows yet. */
async function list<T>(
  context: CallerContext,
  id: string,
  method: string,
  key: string,
  work: Parameters<typeof read>[2],
): Promise<readonly T[]> {
  const pages = collectPages<T>(method, key)
  await read(
    context,
    id,
    (client, options) => {
      pages.clear()
      return work(client, options)
    },
    pages.onResult,
  )
  return pages.items
}

export const listPrompts: Method<'listPrompts'> = {
  params: params({ sessionId }),
  handle: async (context, { sessionId: id }) => ({
    prompts: await list<Prompt>(context, id, 'prompts/list', 'prompts', (client, options) =>
      client.listPrompts(undefined, options),
    ),
  }),
}

export const listResources: Method<'listResources'> = {
  params: params({ sessionId }),
  handle: async (context, { sessionId: id }) => ({
    resources: await list<Resource>(context, id, 'resources/list', 'resources', (client, options) =>
      client.listResources(undefined, options),
    ),
  }),
}

export const listResourceTemplates: Method<'listResourceTemplates'> = {
  params: params({ sessionId }),
  handle: async (context, { sessionId: id }) => ({
    resourceTemplates: await list<ResourceTemplate>(
      context,
      id,
      'resources/templates/list',
      'resourceTemplates',
      (client, options) => client.listResourceTemplates(undefined, options),
    ),
  }),
}

export const getPrompt: RunningMethod<'getPrompt'> = {
  params: params({
    sessionId,
    name: text,
    arguments: z.record(z.string(), z.string()).optional(),
    callId: callId.optional(),
  }),
  admit: (context, call) => admit<GetPromptResult>(context, { ...call, method: 'prompts/get' }),
}

export const readResource: RunningMethod<'readResource'> = {
  params: params({ sessionId, uri: text.max(8_192), callId: callId.optional() }),
  admit: (context, { uri, ...call }) =>
    admit<ReadResourceResult>(context, { ...call, name: uri, method: 'resources/read' }),
}

export const complete: Method<'complete'> = {
  params: params({
    sessionId,
    ref: z.union([
      z.object({ type: z.literal('ref/prompt'), name: text }),
      z.object({ type: z.literal('ref/resource'), uri: text }),
    ]),
    argument: z.object({ name: text, value: z.string().max(8_192) }),
    context: z.object({ arguments: z.record(z.string(), z.string()).optional() }).optional(),
  }),
  handle: (context, { sessionId: id, ref, argument, context: given }) =>
    read(context, id, async (client, options) => {
      const { completion } = await client.complete(
        { ref, argument, ...(given?.arguments && { context: { arguments: given.arguments } }) },
        options,
      )
      const { values, total, hasMore } = completion
      return {
        completion: { values, ...(total !== undefined && { total }), ...(hasMore !== undefined && { hasMore }) },
      }
    }),
}
