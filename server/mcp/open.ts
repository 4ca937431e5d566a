import {
  Client,
  type jsonSchemaValidator,
  type PriorDiscovery,
  SSEClientTransport,
  StreamableHTTPClientTransport,
  type Transport,
} from '@modelcontextprotocol/client'
import type { TransportType } from '../../shared/connection.ts'
import type { Limits } from '../../shared/limits.ts'
import { McpPlugError } from '../errors.ts'
import type { GuardedFetch } from '../net/guarded-fetch.ts'
import type { Handshake } from '../sessions/store.ts'
import { VERSION } from '../../shared/version.ts'
import { boundFetch } from './bounded-fetch.ts'
import { mayBeLegacySse } from './errors.ts'
import type { Operation } from './operation.ts'
import { quietFetch } from './quiet-fetch.ts'
import { SessionTransport } from './session-transport.ts'

/** What is needed to reach one MCP server. */
export interface Target {
  readonly serverUrl: string
  readonly transportType: TransportType
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly handshake?: Handshake | undefined
}

export interface OpenOptions {
  readonly fetch: GuardedFetch
  readonly limits: Limits
  /** A tool call, whose stream may live long. */
  readonly isCall?: boolean
  /**
   * A stream has broken off, and is being asked for again; `forGood` where it has broken off twice in a row, and is not.
   * Default: the SDK asks two times.
   */
  readonly onLostStream?: (forGood: boolean) => void
  /** Results as the server gave them, before the SDK reads them. */
  readonly onResult?: (method: string, result: Record<string, unknown>) => void
  /** The server asks the person; see `SessionTransportHooks`. Where nobody can be asked it is told so. */
  readonly onElicitation?: (params: unknown, signal: AbortSignal) => Promise<Record<string, unknown>>
}

/** An SDK client that lives for one operation. */
export interface Opened {
  readonly client: Client
  readonly handshake: Handshake
  /** Opens the stream on which a legacy server speaks by itself (2025-11-25, "Listening for Messages from the Server"). */
  listen(): Promise<void>
  /** Tells a stateful legacy server that its session has ended (HTTP DELETE). */
  terminate(): Promise<void>
  close(): Promise<void>
}

/** The SDK's timers never pause, so ours stand in for them; an infinite one would fire at once. */
export const NO_SDK_TIMEOUT = 2 ** 31 - 1
/** How long a cancellation on its way to the server may hold up the closing of its connection. */
const SETTLE_MS = 2_000
/** How long a server may take to end a session: nobody waits for it. */
const TERMINATE_MS = 5_000
/** A stream that has broken off is asked for again after this time at the soonest, whatever the server says. */
const SOONEST_RETRY_MS = 250

/** Server-made schemas and patterns never run on the event loop: pages check results in a worker. */
const noValidation: jsonSchemaValidator = {
  getValidator: () => (data) => ({ valid: true, data: data as never, errorMessage: undefined }),
}

/** What we show of MCP Apps (2026-01-26, "Capability Negotiation"). */
const APPS = { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html;profile=mcp-app'] } }

/** Opens a client for one operation: from the stored handshake at no request, or by a first handshake. */
export async function open(target: Target, operation: Operation, options: OpenOptions): Promise<Opened> {
  const { handshake } = target
  if (handshake && handshake.transport === 'streamable-http')
    return openOnce(target, 'streamable-http', operation, options)
  if (handshake) return openOnce(target, 'sse', operation, options)
  if (target.transportType !== 'auto') return openOnce(target, target.transportType, operation, options)
  return operation.run(async () => {
    try {
      return await openOnce(target, 'streamable-http', operation, options, true)
    } catch (error) {
      if (!mayBeLegacySse(error)) throw error
      try {
        return await openOnce(target, 'sse', operation, options, true)
      } catch {
        throw error
      }
    }
  })
}

async function openOnce(
  target: Target,
  kind: Handshake['transport'],
  operation: Operation,
  options: OpenOptions,
  raw = false,
): Promise<Opened> {
  const stored = kind === 'streamable-http' ? target.handshake : undefined
  let initializeResult: Record<string, unknown> | undefined
  const bounded = boundFetch(operation, options.fetch, options.limits, options.isCall === true)
  const inner = createTransport(target, kind, quietFetch(bounded.fetch), options.onLostStream)
  const transport = new SessionTransport(
    inner,
    {
      onResult(method, result) {
        operation.heard()
        if (method === 'initialize') initializeResult = result
        options.onResult?.(method, result)
      },
      onUnanswered: () => operation.fail(new McpPlugError('upstream_stream_ended')),
      onMalformed: () => operation.fail(new McpPlugError('upstream_protocol')),
      streams: bounded.streams,
      serverRequests: options.limits.serverRequests,
      ...(options.onElicitation && { onElicitation: options.onElicitation }),
    },
    stored?.era === 'legacy' ? stored.result : undefined,
  )
  const client = new Client(
    { name: 'mcp-plug', version: VERSION },
    {
      versionNegotiation: { mode: kind === 'sse' ? 'legacy' : 'auto' },
      jsonSchemaValidator: noValidation,
      listMaxPages: options.limits.listPages,
      capabilities: { elicitation: { form: { applyDefaults: true }, url: {} }, extensions: APPS },
      // Rounds of questions are ours: they must outlive this process.
      inputRequired: { autoFulfill: false },
    },
  )
  const close = async () => {
    operation.signal.removeEventListener('abort', onAbort)
    await transport.settle(SETTLE_MS)
    await client.close().catch(() => {})
    // A client that failed to connect does not close what it was given.
    await inner.close().catch(() => {})
  }
  // The SDK hears of the end by the same signal, and sends its cancellation first.
  const onAbort = () => queueMicrotask(() => void close())
  operation.signal.addEventListener('abort', onAbort, { once: true })

  const prior = priorOf(stored)
  const connect = () =>
    client.connect(transport, { signal: operation.signal, timeout: NO_SDK_TIMEOUT, ...(prior && { prior }) })
  try {
    // The caller that tries another transport needs the SDK's own error.
    await (raw ? connect() : operation.run(connect))
  } catch (error) {
    await close()
    throw error
  }
  return {
    client,
    handshake: stored ?? readHandshake(client, kind, inner, initializeResult, options.limits.handshakeBytes),
    listen: async () => {
      if (inner instanceof StreamableHTTPClientTransport) await inner.resumeStream('')
    },
    terminate: async () => {
      if (!(inner instanceof StreamableHTTPClientTransport)) return
      const timer = setTimeout(() => void inner.close(), TERMINATE_MS)
      await inner.terminateSession().finally(() => clearTimeout(timer))
    },
    close,
  }
}

function priorOf(handshake: Handshake | undefined): PriorDiscovery | undefined {
  if (!handshake) return undefined
  if (handshake.era === 'legacy') return { kind: 'legacy' }
  return { kind: 'modern', discover: handshake.result as never }
}

function createTransport(
  target: Target,
  kind: Handshake['transport'],
  fetch: GuardedFetch,
  onLostStream?: (forGood: boolean) => void,
): Transport {
  const url = new URL(target.serverUrl)
  const requestInit = { headers: { ...target.headers } }
  if (kind === 'sse') return new SSEClientTransport(url, { fetch, requestInit })
  const { handshake } = target
  return new StreamableHTTPClientTransport(url, {
    fetch,
    requestInit,
    ...(handshake?.mcpSessionId !== undefined && { sessionId: handshake.mcpSessionId }),
    ...(handshake && { protocolVersion: handshake.protocolVersion }),
    reconnectionScheduler(reconnect, delay, attempt) {
      if (onLostStream && attempt > 0) return onLostStream(true)
      const again = () => {
        reconnect()
        onLostStream?.(false)
      }
      const timer = setTimeout(again, Math.max(delay, SOONEST_RETRY_MS))
      return () => clearTimeout(timer)
    },
  })
}

function readHandshake(
  client: Client,
  transport: Handshake['transport'],
  inner: Transport,
  initializeResult: Record<string, unknown> | undefined,
  handshakeBytes: number,
): Handshake {
  const era = client.getProtocolEra()
  const result = era === 'modern' ? client.getDiscoverResult() : initializeResult
  const protocolVersion = client.getNegotiatedProtocolVersion()
  if (!era || !result || protocolVersion === undefined) throw new McpPlugError('upstream_protocol')
  // It is kept, and told to every tab.
  if (Buffer.byteLength(JSON.stringify(result)) > handshakeBytes) throw new McpPlugError('result_too_large')
  return {
    era,
    at: Date.now(),
    result: result as Record<string, unknown>,
    protocolVersion,
    ...(inner.sessionId !== undefined && { mcpSessionId: inner.sessionId }),
    transport,
  }
}
