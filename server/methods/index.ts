import type { RpcMethod } from '../../shared/rpc.ts'
import { connect, disconnectSession, getServers, getSessions, restoreSession } from './connections.ts'
import { complete, getPrompt, listPrompts, listResources, listResourceTemplates, readResource } from './content.ts'
import { diagnose } from './diagnose.ts'
import { answerInput } from './input.ts'
import { authorize, finishAuth } from './sign-in.ts'
import { subscribeResource, unsubscribeResource } from './subscriptions.ts'
import type { Method, RunningMethod } from './method.ts'
import { callTool, cancelCall, getCall, listTools, setToolPolicy } from './tools.ts'

/** Every method of the wire. */
export const METHODS: { readonly [M in RpcMethod]: Method<M> | RunningMethod<M> } = {
  getSessions,
  getServers,
  connect,
  disconnect: disconnectSession,
  restoreSession,
  authorize,
  finishAuth,
  diagnose,
  listTools,
  listPrompts,
  listResources,
  listResourceTemplates,
  setToolPolicy,
  callTool,
  cancelCall,
  getCall,
  answerInput,
  getPrompt,
  readResource,
  subscribeResource,
  unsubscribeResource,
  complete,
}
