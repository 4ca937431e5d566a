/** Reads declarations and their doc comments from the source, for the page of the API. */
import { readFileSync } from 'node:fs'
import { parseSync } from 'vite'

export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  // oxlint-disable-next-line typescript/no-explicit-any -- a syntax tree, looked at by its types
  readonly [key: string]: any
}

/** A member of an interface or a class, or an entry of an object. */
export interface Member {
  readonly name: string
  /** Its type, or its value, as it is written. */
  readonly text: string
  readonly optional: boolean
  readonly doc: string
  readonly node: Node
}

/** One file of the source. */
export class Source {
  readonly #text: string
  readonly #program: Node
  readonly #comments: ReturnType<typeof parseSync>['comments']

  constructor(file: URL) {
    this.#text = readFileSync(file, 'utf8')
    const { program, comments } = parseSync(file.pathname, this.#text)
    this.#program = program as unknown as Node
    this.#comments = comments
  }

  /** The text of a part, on one line. */
  text({ start, end }: { readonly start: number; readonly end: number }): string {
    return (
      this.#text
        .slice(start, end)
        .replace(/\/\*\*[^]*?\*\//g, '')
        // Members that stand on lines of their own have nothing between them.
        .replace(/([^\s{(|&,;=?<])\n\s*(?=\w+\??:|readonly )/g, '$1; ')
        .replace(/\s+/g, ' ')
        .trim()
    )
  }

  /** What is declared at the top of the file under this name. */
  declared(name: string): Node {
    for (const statement of this.#program['body'] as readonly Node[]) {
      const declaration: Node = statement['declaration'] ?? statement
      const names = [declaration['id'], ...(declaration['declarations'] ?? []).map((one: Node) => one['id'])]
      if (names.some((id) => id?.name === name)) return { ...declaration, start: statement.start }
    }
    throw new Error(`${name} is not declared any more.`)
  }

  /** The doc comment that stands right before a part, on one line, without its tags. */
  doc({ start }: { readonly start: number }): string {
    return this.rawDoc({ start })
      .split(/^@/m)[0]!
      .replace(/\{@link (\w+)(?:\.\w+)?\}/g, '`$1`')
      .replace(/\n\n/g, ' ')
      .replace(/\s+/g, ' ')
      .trim()
  }

  /** The same as it is written, without the stars. */
  rawDoc({ start }: { readonly start: number }): string {
    const comment = this.#comments.findLast(({ end }) => end <= start)
    if (!comment?.value.startsWith('*') || this.#text.slice(comment.end, start).trim() !== '') return ''
    return comment.value
      .replace(/^\*/, '')
      .replace(/^[ \t]*\* ?/gm, '')
      .trim()
  }

  /** The members of an interface, a class or a type that is an object. */
  members(name: string): Member[] {
    const { body, typeAnnotation } = this.declared(name)
    const nodes: readonly Node[] = body?.body ?? typeAnnotation.members
    return nodes.filter(({ key }) => key?.type === 'Identifier').map((node) => this.#member(node))
  }

  /** The entries of an object that is a constant. */
  entries(name: string): Member[] {
    const [{ init }] = this.declared(name)['declarations']
    const object: Node =
      init.type === 'TSAsExpression' || init.type === 'TSSatisfiesExpression' ? init.expression : init
    const properties: readonly Node[] = (object['expression'] ?? object)['properties']
    return properties.map((node) => this.#member(node, node['value']))
  }

  #member(node: Node, value: Node | undefined = node['typeAnnotation']?.typeAnnotation): Member {
    const { key, optional } = node
    // Of methods: what they take and give, without what they do.
    const end = (node['body'] ?? node['value']?.body)?.start ?? node.end
    const text = value && node.type !== 'MethodDefinition' ? this.text(value) : this.text({ start: key.end, end })
    return { name: key.name, text: text.replace(/^[?|] ?/, ''), optional: Boolean(optional), doc: this.doc(node), node }
  }
}
