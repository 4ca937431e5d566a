/** Looks at the elements in a piece of HTML, Vue, Svelte, Angular or JSX: tags, attributes, properties and events. */
import { elementMembers, ELEMENTS, elementTags } from '../../docs/site/api.ts'

const GLOBAL = new Set(['id', 'class', 'className', 'style', 'slot', 'lang', 'dir', 'hidden', 'key', 'ref', 'v-if'])

const isElement = (tag: string): tag is keyof typeof ELEMENTS => Object.hasOwn(ELEMENTS, tag)

/** How frameworks write an event, and what is left of it. */
const EVENT = /^(?:@|v-on:|on:|on(?=mcp-))|^\((?=.*\)$)/
/** How they write that a value goes into a property, or is computed. */
const BOUND = /^(?::|v-bind:|\.|\[(?:attr\.)?)/

/** What is wrong with it, one line for each. */
export function wrongMarkup(code: string): string[] {
  return [
    ...code.matchAll(/<(mcp-[\w-]+)((?:\s+[^\s=>/"'{]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?)*)/g),
  ].flatMap(([, tag = '', attributes = '']) => {
    if (!isElement(tag)) return [`<${tag}> is no element`]
    const members = elementMembers(tag)
    const events = elementTags(tag, 'fires').map((text) => text.split(' ')[1])
    return [...attributes.matchAll(/([^\s=>/"'{]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\}))?/g)].flatMap(
      ([, name = '']) => {
        if (GLOBAL.has(name)) return []
        if (EVENT.test(name)) {
          const event = name.replace(EVENT, '').replace(/\)$|\..*$/, '')
          return events.includes(event) ? [] : [`<${tag}> has no event ${event}`]
        }
        const isBound = BOUND.test(name)
        const plain = name.replace(BOUND, '').replace(/\]$|\.(prop|attr)$/, '')
        const known = members.some((one) => one.attribute === plain || (isBound && one.name === plain))
        return known ? [] : [`<${tag}> has no attribute ${plain}`]
      },
    )
  })
}

/** The scripts in a page or a component. */
export const scriptsOf = (code: string): string[] =>
  [...code.matchAll(/<script\b[^>]*>([^]*?)<\/script>/g)].map(([, script]) => script!)
