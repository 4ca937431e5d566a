import { Lexer } from 'marked'
import type { Token } from 'marked'

/** Characters of a text that is read as markdown; longer ones are shown as they came. */
const LENGTH = 100_000
/** Characters of one paragraph. Marked takes quadratic time for some, such as `_a_a_a…`. */
const PARAGRAPH = 4_000
/** So many quotes or lists on one line: marked reads the line again for each, which takes WebKit seconds. */
const NESTED = /^(?:[ \t]*(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){64}/m
/** Milliseconds for all paragraphs; what is left then is shown as it came. */
const TIME = 200

/**
 * The tokens of a markdown text, or undefined where it is too long, or nested so deeply that marked's lexer takes long
 * or overflows, as for 3,000 times `> `.
 */
export function lexMarkdown(text: string): readonly Token[] | undefined {
  if (text.length > LENGTH || NESTED.test(text)) return undefined
  try {
    const lexer = new Lexer()
    lexer.blockTokens(text.replace(/\r\n?/g, '\n'), lexer.tokens)
    const end = performance.now() + TIME
    for (const { src, tokens } of lexer.inlineQueue) {
      if (src.length > PARAGRAPH || performance.now() > end) tokens.push({ type: 'text', raw: src, text: src })
      else lexer.inlineTokens(src, tokens)
    }
    return lexer.tokens
  } catch {
    return undefined
  }
}

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  copy: '©',
  reg: '®',
  trade: '™',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  bull: '•',
  middot: '·',
  times: '×',
  larr: '←',
  rarr: '→',
  euro: '€',
}

/** Text with its character references read: the usual names, and numbers. Others stay as they are. */
export const decodeReferences = (text: string): string =>
  text.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|([a-z]{2,6}));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return Object.hasOwn(NAMED, name) ? NAMED[name]! : whole
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : whole
  })
