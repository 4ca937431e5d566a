import type { ErrorBody } from './errors.ts'

/** The nine states of a connection. */
export const CONNECTION_STATES = [
  'DISCONNECTED',
  'CONNECTING',
  'AUTHENTICATING',
  'AUTHENTICATED',
  'DISCOVERING',
  'CONNECTED',
  'VALIDATING',
  'RECONNECTING',
  'FAILED',
] as const

export type ConnectionState = (typeof CONNECTION_STATES)[number]

/** Where a connection may go from each state. Anything else is a defect. A new connection begins in CONNECTING. */
export const TRANSITIONS: Readonly<Record<ConnectionState, readonly ConnectionState[]>> = {
  DISCONNECTED: ['CONNECTING', 'VALIDATING'],
  CONNECTING: ['AUTHENTICATING', 'DISCOVERING', 'FAILED', 'DISCONNECTED'],
  AUTHENTICATING: ['AUTHENTICATED', 'CONNECTING', 'VALIDATING', 'FAILED', 'DISCONNECTED'],
  AUTHENTICATED: ['CONNECTING', 'DISCOVERING', 'AUTHENTICATING', 'FAILED', 'DISCONNECTED'],
  DISCOVERING: ['CONNECTED', 'AUTHENTICATING', 'FAILED', 'DISCONNECTED'],
  CONNECTED: ['VALIDATING', 'RECONNECTING', 'DISCOVERING', 'AUTHENTICATING', 'FAILED', 'DISCONNECTED'],
  VALIDATING: ['CONNECTED', 'RECONNECTING', 'DISCOVERING', 'AUTHENTICATING', 'FAILED', 'DISCONNECTED'],
  RECONNECTING: ['CONNECTED', 'DISCOVERING', 'AUTHENTICATING', 'FAILED', 'DISCONNECTED'],
  FAILED: ['CONNECTING', 'VALIDATING', 'RECONNECTING', 'AUTHENTICATING', 'DISCONNECTED'],
}

export const canTransition = (from: ConnectionState, to: ConnectionState): boolean => TRANSITIONS[from].includes(to)

/** Transport to an MCP server. `auto` tries Streamable HTTP, then the HTTP+SSE transport of 2024-11-05. */
export type TransportType = 'auto' | 'streamable-http' | 'sse'

/** `legacy`: protocol versions up to 2025-11-25 (`initialize`); `modern`: from 2026-07-28 (`server/discover`). */
export type Era = 'legacy' | 'modern'

/** A name with its version and pictures, as an MCP server gives of itself (MCP `Implementation`). Untrusted text. */
export interface ServerInfo {
  readonly name: string
  readonly version: string
  readonly title?: string
  readonly description?: string
  readonly websiteUrl?: string
  readonly icons?: readonly Icon[]
}

/** MCP `Icon`. `src` is a URL or a data URI chosen by the MCP server: untrusted. */
export interface Icon {
  readonly src: string
  readonly mimeType?: string
  readonly sizes?: readonly string[]
  readonly theme?: 'light' | 'dark'
}

/** One person's connection to one MCP server, as the browser sees it: never a token, a header's value or a client secret. */
export interface Connection {
  readonly sessionId: string
  /** The catalogue entry's id, or one made from the address for a server that the person added. */
  readonly serverId: string
  readonly serverName: string
  readonly serverUrl: string
  /** Tells two connections to one server apart, e.g. `work`. */
  readonly account?: string
  readonly state: ConnectionState
  /** Why the state is FAILED or AUTHENTICATING. */
  readonly error?: ErrorBody
  readonly transportType: TransportType
  /** MCP protocol version, e.g. `2025-11-25`. */
  readonly protocolVersion?: string
  readonly era?: Era
  /** MCP `ServerCapabilities`. */
  readonly capabilities?: Readonly<Record<string, unknown>>
  readonly serverInfo?: ServerInfo
  /** The MCP server's own words about its use. Untrusted text. */
  readonly instructions?: string
  readonly toolCount: number
  /** Changes when a tool is added, removed or changed. Empty before the first listing. */
  readonly toolsHash: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** Milliseconds since the epoch; moves on with use. */
  readonly expiresAt: number
  /** The handler's own address that begins the sign-in. */
  readonly authUrl?: string
  readonly scopes?: readonly string[]
}

/** An entry of the catalogue that people choose from. */
export interface CatalogueServer {
  readonly id: string
  readonly name: string
  readonly url: string
  /** URL of a picture, chosen by the operator. */
  readonly icon?: string
  readonly description?: string
  readonly scopes?: readonly string[]
  readonly transportType?: TransportType
}
