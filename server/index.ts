export { type AuthorizedFetch, authorizedFetch, type AuthorizedFetchOptions } from './authorized-fetch.ts'
export { type CallOptions, type CallToolOptions, MCPClient, type MCPClientOptions } from './client.ts'
export { deleteUser, type DeletedUser, type DeleteUserOptions } from './delete-user.ts'
export { type ErrorDetails, McpPlugError, UnauthorizedError } from './errors.ts'
export { createSSEHandler, type SSEHandler } from './handler.ts'
export type { CallListener } from './mcp/call.ts'
export type { PrivateNetworkPolicy } from './net/address.ts'
export { toNodeHandler } from './node.ts'
export type { CatalogueEntry, HandlerOptions, Host, Identity, Logger } from './options.ts'
export type { AuthorizedServer, OAuthOptions } from './oauth/options.ts'
export { StoreError } from './sessions/errors.ts'
export { createSessionStore, sessionStore, type SessionStoreSettings } from './sessions/from-env.ts'
export { generateKey, type KeyRing, parseKeyRing } from './sessions/keys.ts'
export { MemorySessionStore, type MemorySessionStoreOptions } from './sessions/memory.ts'
export { RedisSessionStore, type RedisSessionStoreOptions } from './sessions/redis.ts'
export type {
  Admission,
  CallEnd,
  CallMethod,
  CallRecord,
  CallResult,
  Handshake,
  HashedTool,
  InputAnswer,
  InputRound,
  Lock,
  LoggedEvent,
  LogSlice,
  NewSession,
  ReplicaMessage,
  SeatKind,
  SeatLimit,
  SessionChange,
  SessionRecord,
  SessionSecrets,
  SessionStore,
  StoredQuestion,
  StoredTool,
  StoreOptions,
} from './sessions/store.ts'
export type { Telemetry } from './telemetry.ts'
