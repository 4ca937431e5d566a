/**
 * What the conformance framework runs as "the client": it boots the real handler in this process, in front of an empty
 * store, and speaks to it only as pages do, by HTTP. The last argument is the address of the server to connect to.
 *
 * Ends with 1 where connecting or authorising did not succeed; a tool, resource or prompt that fails is not fatal.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSSEHandler, MemorySessionStore } from '../../server/index.ts'
import { argumentsFor } from './arguments.ts'
import { operatorOptions, type ScenarioContext } from './operator.ts'
import { Person, Refusal } from './person.ts'

/** The framework's own time-out ends only the shell around this process. */
const OWN_TIMEOUT_MS = 20_000
/** How long what goes on after the person has left (the end of the session on its server) may take. */
const DRAIN_MS = 3_000

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (facts: object, message: string): void => say(`log: ${message} ${JSON.stringify(facts)}`)

const timer = setTimeout(() => {
  say(`not done after ${OWN_TIMEOUT_MS} ms`)
  process.exit(1)
}, OWN_TIMEOUT_MS)

async function main(serverUrl: string, scenario: string, context: ScenarioContext): Promise<void> {
  const store = new MemorySessionStore()
  const handler = createSSEHandler({
    authenticate: () => 'u1',
    store,
    logger: { debug: complain, info: complain, warn: complain, error: complain },
    ...operatorOptions(scenario, serverUrl, context),
  })
  const server = createServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/mcp`
  try {
    const person = new Person(base, say)
    const events = await person.openEvents()
    const { sessionId } = await person.call('connect', { serverUrl })
    await useServer(person, sessionId, context)
    await person.call('disconnect', { sessionId })
    await events.close()
  } finally {
    server.close()
    server.closeAllConnections()
    await store.close()
  }
}

async function useServer(person: Person, sessionId: string, { toolCalls = [] }: ScenarioContext): Promise<void> {
  const { tools } = await person.call('listTools', { sessionId })
  for (const tool of tools) {
    const wanted = toolCalls.filter(({ name }) => name === tool.name).map((call) => call.arguments ?? {})
    for (const given of wanted.length > 0 ? wanted : [argumentsFor(tool.inputSchema)]) {
      await attempt(
        person.call('callTool', { sessionId, name: tool.name, arguments: given as never, approval: tool.hash }),
      )
    }
  }
  const { sessions } = await person.call('getSessions', {})
  const { capabilities } = sessions.find((session) => session.sessionId === sessionId) ?? {}
  if (capabilities?.resources !== undefined) {
    const listed = await attempt(person.call('listResources', { sessionId }))
    const first = listed?.resources[0]
    if (first) await attempt(person.call('readResource', { sessionId, uri: first.uri }))
  }
  if (capabilities?.prompts !== undefined) {
    const listed = await attempt(person.call('listPrompts', { sessionId }))
    const first = listed?.prompts[0]
    const values = Object.fromEntries((first?.arguments ?? []).map(({ name }) => [name, 'text']))
    if (first) await attempt(person.call('getPrompt', { sessionId, name: first.name, arguments: values }))
  }
}

/** One that is refused does not end the run; a sign-in that goes wrong does. */
async function attempt<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    say(String(error))
    return undefined
  }
}

const serverUrl = process.argv.at(-1)
const { MCP_CONFORMANCE_SCENARIO: scenario = '', MCP_CONFORMANCE_CONTEXT: context = '{}' } = process.env
try {
  if (serverUrl === undefined || !URL.canParse(serverUrl)) throw new Error('The last argument must be an address.')
  await main(serverUrl, scenario, JSON.parse(context) as ScenarioContext)
} catch (error) {
  say(String(error))
  process.exitCode = 1
}
clearTimeout(timer)
setTimeout(() => process.exit(), DRAIN_MS).unref()
