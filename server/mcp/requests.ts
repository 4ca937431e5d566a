import { type Client, isInputRequiredResult, LOG_LEVEL_META_KEY, ProtocolError } from '@modelcontextprotocol/client'
import type { Tool } from '../../shared/mcp.ts'
import { McpPlugError } from '../errors.ts'
import type { CallListener, CallRequest } from './call.ts'
import { fromUpstream } from './errors.ts'
import { NO_SDK_TIMEOUT } from './open.ts'
import type { Operation } from './operation.ts'
import type { InputAnswer } from '../sessions/store.ts'

const URL_ELICITATION_REQUIRED = -32042

/** What a retry adds to the call: answers, and the server's own word for where it stands. */
export interface Retry {
  readonly inputResponses?: Readonly<Record<string, InputAnswer>>
  readonly requestState?: string
}

/** The server wants to know something first: parameters of `elicitation/create` by its own keys. */
export interface Wanted {
  readonly questions: Readonly<Record<string, unknown>>
  readonly requestState?: string
  /** It refused until the person has been elsewhere: the call is to be sent again as it was (2025-11-25, -32042). */
  readonly plain?: true
}

/** Sends a call once. Resolves with what the server wants first, or undefined where it has given its result. */
export async function send(
  client: Client,
  operation: Operation,
  request: CallRequest & { callId: string },
  definition: Tool | undefined,
  retry: Retry,
  listener: CallListener,
): Promise<Wanted | undefined> {
  const { callId } = request
  const options = {
    signal: operation.signal,
    timeout: NO_SDK_TIMEOUT,
    allowInputRequired: true as const,
    onprogress({
      progress,
      total,
      message,
    }: {
      progress: number
      total?: number | undefined
      message?: string | undefined
    }) {
      operation.heard()
      listener.onProgress?.({
        callId,
        progress,
        ...(total !== undefined && { total }),
        ...(message !== undefined && { message }),
      })
    },
  }
  // A modern server tells its log only to who asks for it.
  const meta = client.getProtocolEra() === 'modern' ? { _meta: { [LOG_LEVEL_META_KEY]: 'info' as const } } : {}
  try {
    const result = await dispatch(client, request, definition, { ...retry, ...meta }, options)
    return isInputRequiredResult(result) ? wantedBy(result) : undefined
  } catch (error) {
    const urls = error instanceof ProtocolError && error.code === URL_ELICITATION_REQUIRED ? error.data : undefined
    const elicitations = (urls as { elicitations?: unknown } | undefined)?.elicitations
    if (!Array.isArray(elicitations) || elicitations.length === 0) throw error
    return { questions: Object.fromEntries(elicitations.map((one, index) => [`url${index}`, one])), plain: true }
  }
}

type Options = Parameters<Client['callTool']>[1]

function dispatch(
  client: Client,
  { method, name, arguments: args }: CallRequest,
  definition: Tool | undefined,
  more: object,
  options: Options,
): Promise<unknown> {
  const values = args === undefined ? {} : { arguments: { ...args } }
  if (method === 'prompts/get')
    return client.getPrompt({ name, ...(values as { arguments?: Record<string, string> }), ...more }, options)
  if (method === 'resources/read')
    return client.readResource({ uri: name, ...more }, { ...options, cacheMode: 'bypass' })
  // The result is checked in the browser: a schema of the server's must not run here. The definition also fills the
  // headers that the tool's own schema asks for (`x-mcp-header`).
  const { outputSchema: _, ...toolDefinition } = definition!
  return client.callTool({ name, ...values, ...more }, { ...options, toolDefinition: toolDefinition as never })
}

/** Errors: `upstream_protocol` for requests that were never offered to servers (sampling, roots). */
function wantedBy({ inputRequests = {}, requestState }: { inputRequests?: object; requestState?: string }): Wanted {
  const questions = Object.entries(inputRequests as Record<string, { method?: unknown; params?: unknown }>).map(
    ([key, { method, params }]) => {
      if (method === 'elicitation/create') return [key, params]
      throw fromUpstream(
        new McpPlugError('upstream_protocol', {
          message: 'The MCP server asked for something that this site does not offer to servers.',
          data: { reason: 'input_not_offered' },
        }),
      )
    },
  )
  return { questions: Object.fromEntries(questions), ...(requestState !== undefined && { requestState }) }
}
