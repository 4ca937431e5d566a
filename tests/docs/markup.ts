/** Looks at the elements in a piece of HTML, Vue, Svelte, Angular or JSX: tags, attributes, properties and events. */
import { analyse, elementsOf } from '../../scripts/manifest/manifest.ts'

const GLOBAL = new Set(['id', 'class', 'className', 'style', 'slot', 'lang', 'dir', 'hidden', 'key', 'ref', 'v-if'])

/** The public elements, by tag. */
export const ELEMENTS = new Map(elementsOf(analyse()).map((element) => [element.tagName, element]))

/** How frameworks write an event, and what is left of it. */
const EVENT = /^(?:@|v-on:|on:|on(?=mcp-))|^\((?=.*\)$)/
/** How they write that a value goes into a property, or is computed. */
const BOUND = /^(?::|v-bind:|\.|\[(?:attr\.)?)/

/** What is wrong with it, one line for each. */
export function wrongMarkup(code: string): string[] {
  return [
    ...code.matchAll(/<(mcp-[\w-]+)((?:\s+[^\s=>/"'{]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?)*)/g),
  ].flatMap(([, tag = '', attributes = '']) => {
    const element = ELEMENTS.get(tag)
    if (!element) return [`<${tag}> is no element`]
    const fields = element.members.filter(({ kind }) => kind === 'field')
    return [...attributes.matchAll(/([^\s=>/"'{]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?/g)].flatMap(
      ([, name = '']) => {
        if (GLOBAL.has(name)) return []
        if (EVENT.test(name)) {
          const event = name.replace(EVENT, '').replace(/\)$|\..*$/, '')
          return element.events.some((one) => one.name === event) ? [] : [`<${tag}> has no event ${event}`]
        }
        const isBound = BOUND.test(name)
        const plain = name.replace(BOUND, '').replace(/\]$|\.(prop|attr)$/, '')
        const settable = [...element.attributes, ...(isBound ? fields : [])]
        const known = settable.some((one) => one.name === plain)
        return known ? [] : [`<${tag}> has no attribute ${plain}`]
      },
    )
  })
}

/** The scripts in a page or a component. */
export const scriptsOf = (code: string): string[] =>
  [...code.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)].map(([, script]) => script!)
