import type { Connection } from '../shared/connection.ts'
import { errorBody } from '../shared/errors.ts'
import type { ErrorBody, ErrorCode } from '../shared/errors.ts'
import type { ToolInfo } from '../shared/mcp.ts'

/** An error that a method answers. */
export class FakeFailure extends Error {
  readonly body: ErrorBody

  constructor(body: ErrorBody) {
    super(body.message)
    this.body = body
  }
}

export const fail = (code: ErrorCode, extra?: Parameters<typeof errorBody>[1]): never => {
  throw new FakeFailure(errorBody(code, extra))
}

/** A tool with the policy that the handler gives to one of its hints, as long as the person has decided nothing. */
export const fakeTool = (tool: Partial<ToolInfo> & { name: string }): ToolInfo => {
  const { readOnlyHint, destructiveHint } = tool.annotations ?? {}
  const isHarmless = destructiveHint === false || (readOnlyHint === true && destructiveHint !== true)
  return {
    inputSchema: { type: 'object' },
    hash: `hash-of-${tool.name}`,
    policy: isHarmless && !tool.changes ? 'allow' : 'ask',
    ...tool,
  }
}

export const fakeConnection = (connection: Partial<Connection> & { serverName: string }): Connection => {
  const id = connection.serverName.toLowerCase()
  return {
    sessionId: `session-${id}`,
    serverId: id,
    serverUrl: `https://${id}.example.com/mcp`,
    state: 'CONNECTED',
    transportType: 'auto',
    toolCount: 0,
    toolsHash: '',
    createdAt: 1_790_000_000_000,
    expiresAt: 1_790_043_200_000,
    ...connection,
  }
}
