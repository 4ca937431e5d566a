/** `npm run demo -- --smoke`: connects each server of the catalogue through the demo's own handler, and calls a tool. */
import type { CatalogueServer } from '../../shared/connection.ts'
import type { RpcMethod, RpcParams, RpcResponse, RpcResult } from '../../shared/rpc.ts'

const TIMEOUT = 30_000

interface Call {
  name: string
  arguments: Record<string, unknown>
  expected: string
}

/** `sign-in`: the server must ask for one; a person goes on from there. */
const CALLS: Readonly<Record<string, Call | 'sign-in'>> = {
  workshop: { name: 'count_to', arguments: { steps: 2, delayMs: 0 }, expected: 'Counted to 2.' },
  observatory: { name: 'slow_echo', arguments: { message: 'hello', delayMs: 0 }, expected: 'hello' },
  everything: { name: 'echo', arguments: { message: 'hello' }, expected: 'Echo: hello' },
  vault: 'sign-in',
}

/** True when every server passed. Prints `demo smoke: N passed, N failed`. */
export async function smoke(endpoint: string, servers: readonly CatalogueServer[]): Promise<boolean> {
  let failed = 0
  for (const { id, name } of servers) {
    try {
      await check(endpoint, id)
      console.log(`ok      ${name}`)
    } catch (error) {
      failed += 1
      console.log(`failed  ${name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  console.log(`demo smoke: ${servers.length - failed} passed, ${failed} failed`)
  return failed === 0
}

async function check(endpoint: string, serverId: string): Promise<void> {
  const call = CALLS[serverId]
  if (call === undefined) throw new Error('there is no smoke call for it')
  const { sessionId, state, authUrl } = await rpc(endpoint, 'connect', { serverId })
  try {
    if (call === 'sign-in') {
      if (state !== 'AUTHENTICATING' || !authUrl) throw new Error(`its state is ${state}, without a way to sign in`)
      return
    }
    if (state !== 'CONNECTED') throw new Error(`its state is ${state}`)
    const result = await rpc(endpoint, 'callTool', { sessionId, name: call.name, arguments: call.arguments })
    const [first] = result.content
    if (result.isError || first?.type !== 'text' || first.text !== call.expected) {
      throw new Error(`${call.name} gave ${JSON.stringify(result).slice(0, 200)}`)
    }
  } finally {
    await rpc(endpoint, 'disconnect', { sessionId })
  }
}

async function rpc<M extends RpcMethod>(endpoint: string, method: M, params: RpcParams<M>): Promise<RpcResult<M>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'x-mcp-plug': '1' },
    body: JSON.stringify({ id: 1, method, params }),
    signal: AbortSignal.timeout(TIMEOUT),
  })
  const answer = (await response.json()) as RpcResponse<M>
  if ('error' in answer) throw new Error(`${method}: ${answer.error.code}: ${answer.error.message}`)
  return answer.result
}
