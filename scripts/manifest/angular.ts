/**
 * Directives for Angular, which has no other way to know what may be set on an element. Angular compiles decorators of an
 * app's own files only, so this is a file to copy: the one in the example.
 */
import type { Member, TagDoc } from './manifest.ts'
import { comment, settable } from './types.ts'

/** As Angular's own directives are named: `ToolRunnerElement` for `McpToolRunner`. */
export const directiveName = ({ name }: TagDoc): string => `${name.replace(/^Mcp/, '')}Element`

/** A bare word in a template is true, as in HTML. */
const inputOf = (owner: string, { name, type }: Member): string =>
  type?.text === 'boolean'
    ? `input(false, { transform: booleanAttribute })`
    : `input<${owner}['${name}'] | undefined>()`

const directive = (element: TagDoc): string => `
/** ${element.summary} */
@Directive({ selector: '${element.tagName}' })
export class ${directiveName(element)} extends OfElement<${element.name}> {
${settable(element)
  .map((member) => `${comment(member.description, '  ')}  readonly ${member.name} = ${inputOf(element.name, member)}\n`)
  .join('')}}
`

export const angularDirectives = (
  elements: readonly TagDoc[],
): string => `// Made from the elements by scripts/manifest.
import 'mcp-plug/elements'
import { booleanAttribute, Directive, ElementRef, inject, input } from '@angular/core'
import type { OnChanges, SimpleChanges } from '@angular/core'
import type { ${elements.map(({ name }) => name).join(', ')} } from 'mcp-plug/elements'

// What templates may set. \`CUSTOM_ELEMENTS_SCHEMA\` would let any name pass; with these, a wrong one does not compile.

/** Hands over to the element what the template sets, and nothing else. */
@Directive()
abstract class OfElement<E extends HTMLElement> implements OnChanges {
  private readonly element = inject<ElementRef<E>>(ElementRef).nativeElement

  ngOnChanges(changes: SimpleChanges) {
    for (const [name, { currentValue }] of Object.entries(changes))
      Object.assign(this.element, { [name]: currentValue })
  }
}
${elements.map(directive).join('')}`
