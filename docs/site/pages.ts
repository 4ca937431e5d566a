/** The pages of the documentation, and what stands in them. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { lexer } from 'marked'
import type { Token, TokensList } from 'marked'

export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url))

export interface Block {
  /** `README.md:12`, for messages. */
  readonly place: string
  readonly language: string
  /** Names that stand for what the reader has: `js with app login`. GitHub does not show them. */
  readonly given: readonly string[]
  readonly code: string
}

export interface Heading {
  readonly depth: number
  readonly text: string
  /** The anchor that GitHub gives it. */
  readonly slug: string
}

export interface Page {
  /** From the root of the repository: `docs/api.md`. */
  readonly path: string
  readonly title: string
  readonly tokens: TokensList
  readonly headings: readonly Heading[]
  readonly blocks: readonly Block[]
  /** Addresses of links and pictures, as they are written. */
  readonly links: readonly string[]
}

/** Every page, those of the folder `docs` last. */
export const pagePaths = (): string[] => [
  ...['README.md', 'SECURITY.md', 'CONTRIBUTING.md'],
  ...globSync('examples/*/README.md', { cwd: ROOT }).toSorted(),
  ...globSync('docs/**/*.md', { cwd: ROOT }).toSorted(),
]

export const readPage = (path: string): Page => parsePage(path, readFileSync(`${ROOT}${path}`, 'utf8'))

export function parsePage(path: string, text: string): Page {
  const tokens = lexer(text)
  const headings: Heading[] = []
  const blocks: Block[] = []
  const links: string[] = []
  const taken = new Map<string, number>()
  let line = 1
  const visit = (token: Token): void => {
    if (token.type === 'heading') {
      const plain = plainText(token)
      headings.push({ depth: token.depth, text: plain, slug: unique(slugOf(plain), taken) })
    }
    if (token.type === 'code' && token.codeBlockStyle !== 'indented') {
      const [language = '', ...rest] = String(token.lang ?? '').split(' ')
      const given = rest[0] === 'with' ? rest.slice(1) : []
      blocks.push({ place: `${path}:${line}`, language, given, code: token.text })
    }
    if (token.type === 'link' || token.type === 'image') links.push(token.href)
    // Pictures that are for one colour scheme stand as HTML.
    if (token.type === 'html')
      for (const [, address] of token.raw.matchAll(/(?:src|srcset|href)="([^"]+)"/g)) links.push(address!)
    for (const child of childrenOf(token)) visit(child)
  }
  for (const token of tokens) {
    visit(token)
    line += token.raw.split('\n').length - 1
  }
  return { path, title: headings[0]?.text ?? path, tokens, headings, blocks, links }
}

function childrenOf(token: Token): readonly Token[] {
  if (token.type === 'table') return [...token.header, ...token.rows.flat()].flatMap((cell) => cell.tokens)
  if (token.type === 'list') return token.items
  return ('tokens' in token && token.tokens) || []
}

/** The words of a token, without its signs. */
export const plainText = (token: Token): string =>
  'tokens' in token && token.tokens ? token.tokens.map(plainText).join('') : 'text' in token ? token.text : token.raw

export const slugOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')

function unique(slug: string, taken: Map<string, number>): string {
  const times = taken.get(slug) ?? 0
  taken.set(slug, times + 1)
  return times === 0 ? slug : `${slug}-${times}`
}
