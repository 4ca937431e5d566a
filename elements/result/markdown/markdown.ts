import { html, nothing } from 'lit'
import type { CSSResult, TemplateResult } from 'lit'
import type { Token, Tokens } from 'marked'
import { addEnglish } from '../../core/localize.ts'
import { icon } from '../../core/more-icons.ts'
import { markdown as words } from '../../translations/en/markdown.ts'
import type { ResultBody } from '../body.ts'
import { memoize } from '../data.ts'
import { followable, linkTemplate } from '../links.ts'
import { plainText } from '../text.ts'
import { decodeReferences, lexMarkdown } from './lex.ts'
import { markdownStyles } from './styles.ts'

addEnglish(words)

export const styles: CSSResult = markdownStyles

/** Tokens of one text that become elements; the rest is shown as it came. */
const TOKENS = 5_000
const DEPTH = 16

const tokensOf = memoize(({ text }: { readonly text: string }) => lexMarkdown(text))

/** A text of a server as markdown: only what is named here becomes an element, HTML and all else stays text. */
export function markdownTemplate(view: ResultBody, key: { readonly text: string }): TemplateResult {
  const tokens = tokensOf(key)
  if (!tokens) {
    return html`<p class="muted">${view.localize.term('markdownTooMuch')}</p>
      ${plainText(view, key, key.text)}`
  }
  return html`<div class="markdown">${new Writer(view).blocks(tokens)}</div>`
}

class Writer {
  readonly #view: ResultBody
  #left = TOKENS
  #depth = 0
  /** Depths of the headings above the present place. */
  #above: number[] = []

  constructor(view: ResultBody) {
    this.#view = view
  }

  blocks(tokens: readonly Token[]): unknown[] {
    return this.#each(tokens, (token) => this.#block(token))
  }

  #inline(tokens: readonly Token[] | undefined): unknown[] {
    return this.#each(tokens ?? [], (token) => this.#span(token))
  }

  #each(tokens: readonly Token[], write: (token: Token) => unknown): unknown[] {
    if (this.#depth >= DEPTH) return [tokens.map(({ raw }) => raw).join('')]
    this.#depth++
    const written = tokens.map((token) => (this.#left-- > 0 ? write(token) : token.raw))
    this.#depth--
    return written
  }

  #block(token: Token): unknown {
    switch (token.type) {
      case 'space':
      case 'def':
        return nothing
      case 'heading':
        return this.#heading(token as Tokens.Heading)
      case 'paragraph':
        return html`<p dir="auto">${this.#inline(token.tokens)}</p>`
      case 'code':
        return this.#code(token as Tokens.Code)
      case 'blockquote':
        return html`<blockquote>${this.blocks(token.tokens!)}</blockquote>`
      case 'list':
        return this.#list(token as Tokens.List)
      case 'table':
        return this.#table(token as Tokens.Table)
      case 'hr':
        return html`<hr />`
      case 'html':
        return html`<p class="source" dir="auto">${token.raw.trimEnd()}</p>`
      default:
        return this.#span(token)
    }
  }

  /** As a role: its level depends on where the result stands in the page, and skips none. */
  #heading({ depth, tokens }: Tokens.Heading): TemplateResult {
    this.#above = [...this.#above.filter((above) => above < depth), depth]
    const level = Math.min(this.#view.headingLevel + this.#above.length - 1, 6)
    return html`<div class="heading depth-${Math.min(depth, 4)}" role="heading" aria-level=${level} dir="auto">
      ${this.#inline(tokens)}
    </div>`
  }

  #code({ text, lang }: Tokens.Code): TemplateResult {
    const { localize } = this.#view
    const language = /^[\w+#.-]{1,20}/.exec(lang ?? '')?.[0]
    const label = localize.term('markdownCode', language ?? '')
    return html`<div class="code">
      <div class="code-bar">
        <span class="muted">${language ?? ''}</span>
        <button
          type="button"
          class="quiet"
          aria-label=${localize.term('markdownCopyCode')}
          @click=${() => this.#view.copy(text)}
        >
          ${icon('copy')}${localize.term('resultCopy')}
        </button>
      </div>
      <pre tabindex="0" role="region" aria-label=${label} dir="ltr"><code>${text}</code></pre>
    </div>`
  }

  #list({ ordered, start, items }: Tokens.List): TemplateResult {
    const entries = items.map((item) =>
      this.#left-- > 0
        ? html`<li dir="auto" class=${item.task ? 'task' : ''}>${this.blocks(item.tokens)}</li>`
        : html`<li>${item.raw}</li>`,
    )
    return ordered
      ? html`<ol role="list" start=${start === '' ? 1 : start}>
          ${entries}
        </ol>`
      : html`<ul role="list">
          ${entries}
        </ul>`
  }

  #table({ header, rows, raw }: Tokens.Table): unknown {
    if (this.#left < header.length * (rows.length + 1)) return html`<p class="source">${raw}</p>`
    const side = ({ align }: Tokens.TableCell) => (align === 'right' ? 'number' : align === 'center' ? 'centred' : '')
    return html`<div class="sheet" tabindex="0" role="region" aria-label=${this.#view.localize.term('markdownTable')}>
      <table>
        <thead>
          <tr>
            ${header.map((cell) => html`<th scope="col" dir="auto" class=${side(cell)}>${this.#inline(cell.tokens)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((cell) => html`<td dir="auto" class=${side(cell)}>${this.#inline(cell.tokens)}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`
  }

  #span(token: Token): unknown {
    switch (token.type) {
      case 'text':
        return token.tokens ? this.#inline(token.tokens) : decodeReferences(token.text)
      case 'escape':
        return token.text
      case 'strong':
        return html`<strong>${this.#inline(token.tokens)}</strong>`
      case 'em':
        return html`<em>${this.#inline(token.tokens)}</em>`
      case 'del':
        return html`<del>${this.#inline(token.tokens)}</del>`
      case 'codespan':
        return html`<code dir="ltr">${token.text}</code>`
      case 'br':
        return html`<br />`
      case 'checkbox':
        return this.#checkbox(token as Tokens.Checkbox)
      case 'link':
        return this.#link(token as Tokens.Link)
      case 'image':
        return this.#image(token as Tokens.Image)
      default:
        return token.raw
    }
  }

  #checkbox({ checked }: Tokens.Checkbox): TemplateResult {
    const label = this.#view.localize.term(checked ? 'markdownDone' : 'markdownNotDone')
    return html`<span class="checkbox" role="img" aria-label=${label}>${checked ? '☑' : '☐'}</span> `
  }

  #link({ href, text, tokens, raw }: Tokens.Link): unknown {
    const url = followable(decodeReferences(href))
    return url ? linkTemplate(url, this.#inline(tokens), decodeReferences(text)) : raw
  }

  /** Never fetched: it would tell its host of the person. */
  #image({ href, text, raw }: Tokens.Image): unknown {
    const url = followable(decodeReferences(href))
    if (!url || url.protocol === 'mailto:') return raw
    const name = this.#view.localize.term('markdownImage', decodeReferences(text))
    return html`<span class="image">${icon('image')} ${linkTemplate(url, name, '')}</span>`
  }
}
