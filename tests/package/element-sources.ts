/** What the sources of an element really have: parts, slots, events, states and tokens, read from its templates and styles. */
import { dirname, join } from 'node:path'

/** TypeScript texts by path from the root, e.g. `elements/core/events.ts`. */
export type Sources = ReadonlyMap<string, string>

export interface Found {
  readonly parts: ReadonlySet<string>
  readonly slots: ReadonlySet<string>
  readonly events: ReadonlySet<string>
  readonly states: ReadonlySet<string>
  readonly properties: ReadonlySet<string>
  /** `part` attributes whose name is not in the template. */
  readonly computed: ReadonlySet<string>
}

/** Files that an element is made of: what it imports, at once or later, up to other public elements. */
function filesOf(sources: Sources, entry: string, others: ReadonlySet<string>): string[] {
  const seen = new Set<string>()
  const follow = (path: string): void => {
    const text = sources.get(path)
    if (text === undefined || seen.has(path) || others.has(path) || path.startsWith('elements/define/')) return
    seen.add(path)
    for (const [, target] of text.matchAll(/(?:from |import\()'(\.[^']+\.ts)'/g)) follow(join(dirname(path), target!))
  }
  follow(entry)
  return [...seen]
}

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name]) => name ?? '')

/** Names of events by their classes. */
function eventNames(sources: Sources): Map<string, string> {
  const text = sources.get('elements/core/events.ts') ?? ''
  const classes = text.split(/^export class /m).slice(1)
  return new Map(classes.map((one) => [/^\w+/.exec(one)![0], /super\('([\w-]+)'/.exec(one)![1]!]))
}

export function find(sources: Sources, entry: string, others: ReadonlySet<string>): Found {
  const text = filesOf(sources, entry, others)
    .map((path) => sources.get(path)!)
    .join('\n')
  const names = eventNames(sources)
  // Comments show templates too.
  const code = text.replace(/^\s*(\/?\*|\/\/).*$/gm, '')
  const stateTables = all(code, /const states = \{([^}]*)\}/g).join()
  return {
    parts: new Set(
      all(code, /[\s<]part="([^"$]+)"/g)
        .join(' ')
        .match(/[\w-]+/g),
    ),
    slots: new Set(all(code, /<slot(?: name="([\w-]+)")?>/g)),
    events: new Set(all(code, /new (Mcp\w+Event)\(/g).map((name) => names.get(name) ?? name)),
    states: new Set([
      ...all(code, /#state\('([\w-]+)'/g),
      ...all(code, /states\.add\('([\w-]+)'/g),
      ...all(stateTables, /([\w-]+):/g),
    ]),
    properties: new Set(all(code, /var\((--mcp-[\w-]+)/g)),
    computed: new Set(all(code, /[\s<](part=(?:"[^"]*\$\{[^"]*"|\$\{[^}]*\}))/g)),
  }
}
