import { z } from 'zod'
import type { RpcMethod, RpcParams, RpcResult } from '../../shared/rpc.ts'
import type { CallerContext } from '../context.ts'
import { McpPlugError } from '../errors.ts'
import { admitCall } from '../mcp/admit.ts'
import type { CallListener, CallRequest } from '../mcp/call.ts'
import type { SessionRecord } from '../sessions/store.ts'

/** Work that has been let in and takes long: its answer is streamed, so that the client's going away is noticed. */
export interface Running<T> {
  run(listener: CallListener, signal: AbortSignal): Promise<T>
  /** Gives it up before it has begun. */
  abandon(): Promise<void>
}

/** One method of the wire: what it takes, and what it does. */
export interface Method<M extends RpcMethod> {
  readonly params: z.ZodObject
  readonly handle: (context: CallerContext, params: RpcParams<M>) => Promise<RpcResult<M>> | RpcResult<M>
}

/** As {@link Method}, for work that takes long. */
export interface RunningMethod<M extends RpcMethod> {
  readonly params: z.ZodObject
  readonly admit: (context: CallerContext, params: RpcParams<M>) => Promise<Running<RpcResult<M>>>
}

/** A name, an id, an address: long enough for any real one. */
export const text = z.string().min(1).max(2_048)
export const callId = z.string().regex(/^[\w-]{1,64}$/, 'takes 1 to 64 letters, digits, "_" or "-"')
export const sessionId = z.string().min(1).max(128)

/** What a method's parameters must look like. It says the same as the type in the RPC map; unknown keys are dropped. */
export const params = (shape: z.ZodRawShape): z.ZodObject => z.object(shape)

/** The caller's own session. Errors: `session_not_found`, with the same answer for another's as for none. */
export async function ownSession({ store, userId }: CallerContext, id: string): Promise<SessionRecord> {
  const record = await store.get(userId, id)
  if (!record) throw new McpPlugError('session_not_found')
  return record
}

/** Lets in a call of the caller's, whose result is as its method says. */
export const admit = async <T>(context: CallerContext, request: Omit<CallRequest, 'userId'>): Promise<Running<T>> =>
  (await admitCall(context, { ...request, userId: context.userId })) as unknown as Running<T>
