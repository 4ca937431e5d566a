import type { JsonObject } from '../../../shared/mcp.ts'
import { addEnglish } from '../../core/localize.ts'
import type { Localize } from '../../core/localize.ts'
import type { McpStore } from '../../core/store.ts'
import { isObject, parseJson } from '../../schema-form/core/json.ts'
import { visible } from '../consent/visible.ts'
import type { Selection } from '../selection.ts'
import { writeTab } from '../tab-storage.ts'
import { connectionTitle } from '../tools.ts'
import type { Choice } from '../tools.ts'
import type { Links } from './links.ts'
import { share as words } from '../../translations/en/share.ts'

addEnglish(words)

/** Characters of a link that is followed; those that are made are shorter. */
const LONGEST = 20_000
/** Characters of a name in a link that are shown. */
const SHOWN = 80

/** What a link leads to: a tool with values for its form, or words on why it does not. `wait`: it may yet. */
export interface Linked {
  readonly choice?: Choice
  readonly values?: JsonObject
  readonly note?: string
  readonly wait?: boolean
}

function readLink(hash: string): { server: string; tool: string; values: JsonObject } | undefined {
  if (hash.length > LONGEST) return undefined
  const params = new URLSearchParams(hash.slice(1))
  const parsed = parseJson(params.get('mcp-args') ?? '{}')
  const [server, tool] = [params.get('mcp-server'), params.get('mcp-tool')]
  return server && tool && 'value' in parsed && isObject(parsed.value)
    ? { server, tool, values: parsed.value }
    : undefined
}

/** Who writes a link decides what is in it. */
const shown = (name: string): string => visible(name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name)

/** Where the link that is to be followed leads to, once, as soon as that is known. It never runs anything. */
export function followLink(
  localize: Localize,
  links: Links,
  selection: Selection,
  store: McpStore,
): Linked | undefined {
  const { hash } = links
  if (hash === undefined) return undefined
  const linked = findLinked(localize, hash, selection, store)
  links.note = linked.note
  if (linked.wait) return undefined
  links.hash = undefined
  if (linked.choice) writeTab('link', () => hash)
  return linked
}

/** Finds what a link leads to, among the tools of a runner. Nothing for links that other runners on the page may follow. */
function findLinked(localize: Localize, hash: string, selection: Selection, store: McpStore): Linked {
  const link = readLink(hash)
  if (!link) return { note: localize.term('linkUnreadable') }
  const { server, tool, values } = link
  const { ready, connections } = store.state
  if (!ready) return { wait: true }
  const known = connections.filter(({ serverId }) => serverId === server)
  if (!(known.length > 0 ? known : [{ sessionId: '' }]).some((one) => selection.admits(server, one.sessionId, tool)))
    return {}
  const groups = selection.groups.filter(({ connection }) => connection.serverId === server)
  const [first] = groups
  if (!first) return { wait: true, note: localize.term('linkNotConnected', shown(tool), shown(server)) }
  for (const { connection } of groups) {
    const choice = selection.find(connection.sessionId, tool)
    if (choice) return { choice, values, note: localize.term('linkFilled') }
  }
  if (groups.some(({ tools, error }) => !tools && !error)) return { wait: true }
  return { note: localize.term('linkUnknown', shown(tool), connectionTitle(first.connection)) }
}
