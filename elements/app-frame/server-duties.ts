/** What an app may ask of the server that it is from. The session is the frame's, whatever the app says. */
import type { ToolInfo } from '../../shared/mcp.ts'
import { McpError } from '../core/error.ts'
import type { CallRequest } from '../core/events.ts'
import type { McpStore } from '../core/store.ts'
import { isObject } from '../schema-form/core/json.ts'
import type { JsonObject } from '../schema-form/core/json.ts'
import { isFor } from './tool-ui.ts'
import type { Answer } from './asking.ts'
import { invalidParams, refused } from './bridge.ts'
import type { Request } from './bridge.ts'
import { needsConsent } from './consent.ts'

export interface ServerLine {
  readonly store: McpStore
  readonly sessionId: string
  /** Aborted when the app ends. */
  readonly signal: AbortSignal
  ask(tool: ToolInfo, args: JsonObject): Promise<Answer>
  /** The page's word on a call. */
  mayCall(call: CallRequest): boolean
}

/** Requests to the server in a minute that one app may make. */
const MOST_A_MINUTE = 120
const LONGEST_URI = 8_192

export function serverDuties(line: ServerLine): Readonly<Record<string, Request>> {
  const { store, sessionId, signal } = line
  const { client } = store
  const options = { signal }
  /** Tools that the person has said yes to for this app, as they saw them. */
  const granted = new Set<string>()
  /** The last question for each tool: one at a time, since the first answer may be for all. */
  const asked = new Map<string, Promise<Answer>>()
  let times: readonly number[] = []

  /** Errors become the app's, in words of our own. */
  const bounded =
    (work: Request): Request =>
    async (params) => {
      const now = performance.now()
      times = times.filter((time) => now - time < 60_000)
      if (times.length >= MOST_A_MINUTE) throw refused('Too many requests. Try again in a minute.')
      times = [...times, now]
      try {
        return await work(params)
      } catch (error) {
        throw error instanceof McpError ? refused(error.message) : error
      }
    }

  async function find(name: string): Promise<ToolInfo | undefined> {
    const tools = store.tools(sessionId) ?? (await client.listTools(sessionId, options)).tools
    return tools.find((tool) => tool.name === name)
  }

  async function consent(tool: ToolInfo, args: JsonObject): Promise<Answer> {
    const before = asked.get(tool.hash)
    const answer = (async () => {
      await before?.catch(() => {})
      return granted.has(tool.hash) ? 'always' : line.ask(tool, args)
    })()
    asked.set(tool.hash, answer)
    if ((await answer) === 'always') granted.add(tool.hash)
    return signal.aborted ? 'no' : answer
  }

  async function call({ name, arguments: args = {} }: JsonObject): Promise<unknown> {
    if (typeof name !== 'string' || !isObject(args)) throw invalidParams('A tool takes its name, and arguments.')
    const tool = await find(name)
    if (!tool || !isFor('app', tool)) throw invalidParams('This app’s server has no such tool for apps.')
    if (tool.policy === 'block') throw refused('The person has blocked this tool.')
    if (needsConsent(tool) && (await consent(tool, args)) === 'no') throw refused('The person declined.')
    if (!line.mayCall({ sessionId, name, arguments: args })) throw refused('The page declined.')
    try {
      return await client.callTool(sessionId, name, args, { approval: tool.hash, signal })
    } catch (error) {
      if (error instanceof McpError && error.code === 'tool_changed') store.reloadTools(sessionId)
      throw error
    }
  }

  async function read({ uri }: JsonObject): Promise<unknown> {
    if (typeof uri !== 'string' || uri === '' || uri.length > LONGEST_URI) throw invalidParams('A resource has a URI.')
    return client.readResource(sessionId, uri, options)
  }

  return {
    'tools/call': bounded(call),
    'resources/read': bounded(read),
    'resources/list': bounded(() => client.listResources(sessionId, options)),
    'resources/templates/list': bounded(() => client.listResourceTemplates(sessionId, options)),
    'prompts/list': bounded(() => client.listPrompts(sessionId, options)),
  }
}
