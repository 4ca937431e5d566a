/** The SDKs' own clients, with which the inns are proven. */
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client'
import type { ClientOptions } from '@modelcontextprotocol/client'
import { Client as LegacyClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as LegacyTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { FetchLike, Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import type { ElicitResult } from '@modelcontextprotocol/sdk/types.js'
import type { DemoServer } from '../../../examples/demo/servers/host.ts'
import { ARRIVAL } from './questions.ts'

const IDENTITY = { name: 'test', version: '1.0.0' }

export type Answering = (params: Record<string, unknown>, signal: AbortSignal) => ElicitResult | Promise<ElicitResult>

export const ADA = { action: 'accept' as const, content: { name: 'Ada', nights: 3 } }
export const TEN = { action: 'accept' as const, content: { hour: 10 } }

/** Ada stays, comes at ten, and opens every URL. */
export const answerAll: Answering = ({ mode, message }) =>
  mode === 'url' ? { action: 'accept' } : message === ARRIVAL.params.message ? TEN : ADA

export async function connectLegacy(
  server: Pick<DemoServer, 'url'>,
  answer?: Answering,
  fetch?: FetchLike,
): Promise<LegacyClient> {
  const client = new LegacyClient(IDENTITY, { capabilities: answer ? { elicitation: { form: {}, url: {} } } : {} })
  if (answer) client.setRequestHandler(ElicitRequestSchema, ({ params }, { signal }) => answer(params, signal))
  await client.connect(new LegacyTransport(new URL(server.url), fetch && { fetch }) as Transport)
  return client
}

/** Rounds by hand: `callTool` gives back what is asked. */
export async function connectModern(
  server: DemoServer,
  options: ClientOptions = {},
  fetch?: FetchLike,
): Promise<ModernClient> {
  const client = new ModernClient(IDENTITY, {
    capabilities: { elicitation: { form: {}, url: {} } },
    versionNegotiation: { mode: { pin: '2026-07-28' } },
    inputRequired: { autoFulfill: false },
    ...options,
  })
  await client.connect(new ModernTransport(new URL(server.url), fetch && { fetch }))
  return client
}

/** What either client gives back for a call. */
export interface Outcome {
  readonly content?: readonly { readonly text?: string }[]
  readonly isError?: boolean
  readonly resultType?: string
  readonly inputRequests?: Readonly<Record<string, { readonly method: string; readonly params: unknown }>>
  readonly requestState?: string
}

export const textOf = ({ content }: Outcome): string => content?.[0]?.text ?? ''

/** The JSON in the text of a result. */
export const jsonOf = (outcome: Outcome): unknown => JSON.parse(textOf(outcome))
