import { z } from 'zod'
import type { GetPromptResult, Prompt, ReadResourceResult, Resource, ResourceTemplate } from '../../shared/mcp.ts'
import { NO_SDK_TIMEOUT } from '../mcp/open.ts'
import { type Upstream, withUpstream } from '../mcp/upstream.ts'
import type { CallerContext } from '../context.ts'
import { type Method, ownSession, params, sessionId, text } from './method.ts'

/** One read from the MCP server, within the time of a handshake. */
async function read<T>(
  context: CallerContext,
  id: string,
  work: (client: Upstream['client'], options: { signal: AbortSignal; timeout: number }) => Promise<T>,
): Promise<T> {
  const record = await ownSession(context, id)
  return withUpstream(
    context,
    record,
    { deadline: { idle: context.options.limits.connectTimeout } },
    ({ client, operation }) => work(client, { signal: operation.signal, timeout: NO_SDK_TIMEOUT }),
  )
}

export const listPrompts: Method<'listPrompts'> = {
  params: params({ sessionId }),
  handle: (context, { sessionId: id }) =>
    read(context, id, async (client, options) => ({
      prompts: (await client.listPrompts(undefined, options)).prompts as Prompt[],
    })),
}

export const listResources: Method<'listResources'> = {
  params: params({ sessionId }),
  handle: (context, { sessionId: id }) =>
    read(context, id, async (client, options) => ({
      resources: (await client.listResources(undefined, options)).resources as Resource[],
    })),
}

export const listResourceTemplates: Method<'listResourceTemplates'> = {
  params: params({ sessionId }),
  handle: (context, { sessionId: id }) =>
    read(context, id, async (client, options) => {
      const { resourceTemplates } = await client.listResourceTemplates(undefined, options)
      return { resourceTemplates: resourceTemplates as ResourceTemplate[] }
    }),
}

export const getPrompt: Method<'getPrompt'> = {
  params: params({ sessionId, name: text, arguments: z.record(z.string(), z.string()).optional() }),
  handle: (context, { sessionId: id, name, arguments: values }) =>
    read(
      context,
      id,
      async (client, options) =>
        (await client.getPrompt({ name, ...(values && { arguments: values }) }, options)) as GetPromptResult,
    ),
}

export const readResource: Method<'readResource'> = {
  params: params({ sessionId, uri: text.max(8_192) }),
  handle: (context, { sessionId: id, uri }) =>
    read(
      context,
      id,
      async (client, options) =>
        (await client.readResource({ uri }, { ...options, cacheMode: 'bypass' })) as ReadResourceResult,
    ),
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
