/** The inn itself: what it offers and what it remembers, for all sessions and both eras. */
import type { Traffic } from '../../../examples/demo/servers/host.ts'
import { GUEST } from './questions.ts'
import { SHIFTY, toolsOf } from './tools.ts'
import type { Era, ToolJson } from './tools.ts'
import { InputNeeded, RpcError } from './visit.ts'
import type { Visit } from './visit.ts'
import { text, workOf } from './work.ts'
import type { Arguments, ToolResult } from './work.ts'

const INVALID_PARAMS = -32602
const LANGUAGES = ['Deutsch', 'English', 'Español', 'Français']
const ROOMS = Array.from({ length: 12 }, (_, index) => String(index + 1))
const ROOM_URI = /^inn:\/\/\/rooms\/(\d+)$/

export interface HouseOptions {
  /** That many more tools `dummy_0…`. Default 0. */
  readonly toolCount?: number
  /** Entries on a page of any list. Default: all of them on one. */
  readonly pageSize?: number
}

type Params = Readonly<Record<string, unknown>>
type Entry = Readonly<Record<string, unknown>>
type Answering = (params: Params, visit: Visit) => unknown

export class House {
  paid = false
  /** The name in `routed`'s `x-mcp-header`. */
  header = 'Region'
  shifty: ToolJson = SHIFTY
  readonly prompts: Entry[] = [
    { name: 'plain', title: 'A plain prompt', description: 'Asks nobody.' },
    {
      name: 'welcome',
      title: 'Welcome',
      description: 'Asks for the name of the guest.',
      arguments: [{ name: 'language', description: 'Of the welcome.', required: false }],
    },
  ]
  readonly resources: Entry[] = [
    { uri: 'inn:///menu', name: 'menu', title: 'The menu', mimeType: 'text/plain' },
    { uri: 'inn:///guestbook', name: 'guestbook', title: 'The guest book', mimeType: 'text/plain' },
  ]
  readonly #era: Era
  readonly #options: HouseOptions
  readonly #traffic: Traffic
  readonly #executions = new Map<string, number>()
  readonly #rounds = new Map<string, number>()
  readonly #methods: Readonly<Record<string, Answering>>

  constructor(era: Era, options: HouseOptions, traffic: Traffic) {
    this.#era = era
    this.#options = options
    this.#traffic = traffic
    const templates = [{ uriTemplate: 'inn:///rooms/{number}', name: 'room', title: 'A room', mimeType: 'text/plain' }]
    this.#methods = {
      'tools/list': (params) => this.#page('tools', this.#tools(), params),
      'tools/call': (params, visit) => this.#call(params, visit),
      'prompts/list': (params) => this.#page('prompts', this.prompts, params),
      'prompts/get': (params, visit) => this.#prompt(params, visit),
      'resources/list': (params) => this.#page('resources', this.resources, params),
      'resources/templates/list': (params) => this.#page('resourceTemplates', templates, params),
      'resources/read': (params, visit) => this.#read(params, visit),
      'completion/complete': (params) => complete(params),
    }
  }

  /** Answers a request; throws `RpcError`, or `InputNeeded` in the modern era. */
  async answer(method: string, params: Params | undefined, visit: Visit): Promise<Params> {
    return (await this.#methods[method]!(params ?? {}, visit)) as Params
  }

  /** How often the tool began to run; later rounds of the same call are not counted. */
  executions(tool: string): number {
    return this.#executions.get(tool) ?? 0
  }

  /** How often a call of the tool came back with answers (modern). */
  rounds(tool: string): number {
    return this.#rounds.get(tool) ?? 0
  }

  #tools(): readonly ToolJson[] {
    return toolsOf(this.#era, this.shifty, this.header, this.#options.toolCount ?? 0)
  }

  /** The schema by which the modern SDK checks the `Mcp-Param-*` headers. */
  routedSchema(): ToolJson['inputSchema'] {
    return this.#tools().find(({ name }) => name === 'routed')!.inputSchema
  }

  #page(key: string, all: readonly unknown[], { cursor }: Params): unknown {
    const from = cursor === undefined ? 0 : Number(/^from-(\d+)$/.exec(String(cursor))?.[1])
    if (!(from >= 0 && from <= all.length)) throw new RpcError(INVALID_PARAMS, 'Unknown cursor')
    const to = from + (this.#options.pageSize ?? all.length)
    return { [key]: all.slice(from, to), ...(to < all.length && { nextCursor: `from-${to}` }) }
  }

  async #call(params: Params, visit: Visit): Promise<ToolResult> {
    const name = String(params.name)
    if (!this.#tools().some((tool) => tool.name === name)) throw new RpcError(INVALID_PARAMS, `Tool ${name} not found`)
    const counts = visit.isRetry ? this.#rounds : this.#executions
    counts.set(name, (counts.get(name) ?? 0) + 1)
    try {
      const args = (params.arguments ?? {}) as Arguments
      return await this.#traffic.during(name, visit.signal, () => workOf(name)(visit, args, this))
    } catch (error) {
      if (error instanceof RpcError || error instanceof InputNeeded) throw error
      return { ...text(error instanceof Error ? error.message : String(error)), isError: true }
    }
  }

  async #prompt(params: Params, visit: Visit): Promise<unknown> {
    const { name } = params
    if (!this.prompts.some((prompt) => prompt.name === name))
      throw new RpcError(INVALID_PARAMS, `Prompt ${String(name)} not found`)
    if (name !== 'welcome') return message(`This is ${String(name)}.`)
    const { guest } = await visit.ask({ guest: GUEST })
    const language = (params.arguments as Params | undefined)?.language ?? 'English'
    return message(`Welcome in ${String(language)}: ${JSON.stringify(guest)}`)
  }

  async #read({ uri }: Params, visit: Visit): Promise<unknown> {
    const contents = (value: string): unknown => ({ contents: [{ uri, mimeType: 'text/plain', text: value }] })
    const room = ROOM_URI.exec(String(uri))?.[1]
    if (room !== undefined && ROOMS.includes(room)) return contents(`Room ${room}.`)
    if (!this.resources.some((resource) => resource.uri === uri))
      throw new RpcError(this.#era === 'legacy' ? -32002 : INVALID_PARAMS, 'Resource not found', { uri })
    if (uri !== 'inn:///guestbook') return contents(uri === 'inn:///menu' ? 'Soup.' : 'Nothing yet.')
    const { guest } = await visit.ask({ guest: GUEST })
    return contents(`Signed: ${JSON.stringify(guest)}`)
  }
}

const message = (value: string): unknown => ({
  messages: [{ role: 'user', content: { type: 'text', text: value } }],
})

function complete({ ref, argument }: Params): unknown {
  const { name, value } = argument as { name: string; value: string }
  const all =
    (ref as Params).type === 'ref/prompt'
      ? (ref as Params).name === 'welcome' && name === 'language'
        ? LANGUAGES
        : []
      : name === 'number'
        ? ROOMS
        : []
  const values = all.filter((entry) => entry.toLowerCase().startsWith(value.toLowerCase()))
  return { completion: { values, total: values.length, hasMore: false } }
}
