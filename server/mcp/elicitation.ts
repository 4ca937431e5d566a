import type { JsonObject } from '../../shared/mcp.ts'
import type { Limits } from '../../shared/limits.ts'
import { McpPlugError } from '../errors.ts'
import { isOwnMachine } from '../oauth/checks.ts'

/** What a server asks the person (MCP elicitation, 2025-11-25 and 2026-07-28, "Elicitation"). All of it is untrusted. */
export type Elicitation =
  | { readonly mode: 'form'; readonly message: string; readonly requestedSchema: JsonObject }
  | { readonly mode: 'url'; readonly message: string; readonly url: string; readonly elicitationId?: string }

const LONGEST_URL = 8_192

const refuse = (why: string): never => {
  throw new McpPlugError('upstream_protocol', {
    message: 'The MCP server asked something that cannot be shown safely.',
    data: { reason: why },
  })
}

/**
 * Reads the parameters of `elicitation/create`. Nothing of a schema is compiled here.
 * Errors: `upstream_protocol`, with `data.reason`, for what is malformed, too large, or leads to an unsafe address.
 */
export function readElicitation(params: unknown, { questionBytes }: Limits): Elicitation {
  if (typeof params !== 'object' || params === null) return refuse('question_malformed')
  const { mode = 'form', message, requestedSchema, url, elicitationId } = params as Record<string, unknown>
  if (typeof message !== 'string') return refuse('question_malformed')
  if (Buffer.byteLength(JSON.stringify([message, requestedSchema, url, elicitationId])) > questionBytes)
    return refuse('question_too_large')
  if (mode === 'url') {
    if (typeof url !== 'string' || !isSafe(url)) return refuse('question_unsafe_url')
    return { mode, message, url, ...(typeof elicitationId === 'string' && { elicitationId }) }
  }
  if (mode !== 'form' || !isFormSchema(requestedSchema)) return refuse('question_malformed')
  return { mode, message, requestedSchema }
}

/** https, or http to the person's own machine; and nobody's name in it, which could pass for a host. */
function isSafe(address: string): boolean {
  const url = URL.canParse(address) && address.length <= LONGEST_URL ? new URL(address) : undefined
  const known = url?.protocol === 'https:' || (url?.protocol === 'http:' && isOwnMachine(url))
  return url !== undefined && known && !url.username && !url.password
}

const isFormSchema = (schema: unknown): schema is JsonObject & { properties: JsonObject } =>
  isObject(schema) && schema.type === 'object' && isObject(schema.properties)

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What an untouched form says: the default of each field that has one (SEP-1034). */
export function defaultsOf(schema: JsonObject): JsonObject {
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : []
  return Object.fromEntries(
    properties.flatMap(([name, field]) =>
      isObject(field) && Object.hasOwn(field, 'default') ? [[name, field.default]] : [],
    ),
  )
}
