import { html, nothing } from 'lit'
import type { CSSResult, TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { repeat } from 'lit/directives/repeat.js'
import { addEnglish } from '../../core/localize.ts'
import { tree as words } from '../../translations/en/tree.ts'
import type { ResultBody } from '../body.ts'
import { prettyJson } from '../data.ts'
import { canOpen, childrenOf, isBranch, namesOf, pathOf, rootOf, ROWS, rowsOf, STRING } from './nodes.ts'
import type { TreeNode } from './nodes.ts'
import { EXPANDED, TreeState } from './state.ts'
import { MATCHES } from './search.ts'
import { treeStyles } from './styles.ts'

addEnglish(words)

export const styles: CSSResult = treeStyles

/** Entries up to which a tree needs no tools: it is seen at a glance. */
const WITH_TOOLS = 20
/** Characters of a string that was opened; copying takes all. */
const OPENED_STRING = 50_000
/** Strings that would pass for something else; only these are shown in quotes. */
const LITERAL = /^(true|false|null|-?[\d.]+|)$/
/** Milliseconds without typing before a search begins. */
const TYPING = 200

/** Any JSON value. Only what is open is rendered, so size and depth cost nothing. */
export function jsonTree(view: ResultBody, value: unknown, label?: string): TemplateResult {
  if (!isBranch(value)) return html`<div class="tree mono">${scalar(view, value, false, '')}</div>`
  return new TreeView(view, value).render(label ?? view.localize.term('treeLabel'))
}

class TreeView {
  readonly #view: ResultBody
  readonly #state: TreeState
  readonly #root: TreeNode

  constructor(view: ResultBody, value: object) {
    this.#view = view
    this.#state = view.stateOf(value, TreeState)
    this.#root = rootOf(value)
  }

  render(label: string): TemplateResult {
    const state = this.#state
    const rows = state.rows(this.#root)
    const active = rows.find(({ id }) => id === state.active?.id)
    const large = rowsOf(this.#root, ({ value }) => isBranch(value), WITH_TOOLS + 1).length > WITH_TOOLS
    return html`<div class="tree">
      ${large ? this.#tools() : nothing}
      <div class="rows mono" role="tree" aria-label=${label} @keydown=${this.#key} @click=${this.#click}>
        ${repeat(
          rows,
          ({ id }) => id,
          (row) => this.#row(row, row === active, row === (active ?? rows[0])),
        )}
      </div>
      ${rows.length >= ROWS ? html`<p class="muted">${this.#view.localize.term('treeFull', this.#number(ROWS))}</p>` : nothing}
      ${active ? this.#place(active) : nothing}
    </div>`
  }

  #row(node: TreeNode, active: boolean, reachable: boolean): TemplateResult {
    const open = this.#state.isOpen(node)
    return html`<div
      class="row ${active ? 'active' : ''}"
      role="treeitem"
      tabindex=${reachable ? 0 : -1}
      data-id=${node.id}
      aria-level=${node.level}
      aria-posinset=${node.position}
      aria-setsize=${node.siblings}
      aria-expanded=${canOpen(node) ? open : nothing}
      aria-selected=${active}
    >
      <span class="twisty" aria-hidden="true"></span>
      <span class="content">${this.#content(node, open)}</span>
    </div>`
  }

  #content(node: TreeNode, open: boolean): unknown {
    const { localize } = this.#view
    const { query } = this.#state
    if (node.range) {
      const [from, to] = node.range
      return html`<span class="muted">${localize.term('treeRange', this.#number(from), this.#number(to - 1))}</span>`
    }
    const key = html`<bdi class="key">${marked(node.name, Array.isArray(node.parent?.value) ? '' : query)}</bdi>`
    if (!isBranch(node.value)) return html`${key} ${scalar(this.#view, node.value, open, query)}`
    const count = namesOf(node.value).length
    return html`${key} <span class="muted">${localize.term('resultEntries', count, this.#number(count))}</span>`
  }

  #tools(): TemplateResult {
    const { localize } = this.#view
    const { query, matches, match } = this.#state
    const count = matches.length >= MATCHES ? `${this.#number(MATCHES)}+` : this.#number(matches.length)
    const found =
      query === ''
        ? ''
        : matches.length === 0
          ? localize.term('treeNoMatch')
          : localize.term('treeMatch', this.#number(match + 1), count)
    return html`<div class="tree-tools">
      <input
        type="search"
        autocomplete="off"
        spellcheck="false"
        aria-label=${localize.term('treeSearch')}
        placeholder=${localize.term('treeSearch')}
        .value=${live(query)}
        @input=${this.#typed}
        @keydown=${this.#searchKey}
      />
      <span class="muted" role="status">${found}</span>
      ${
        matches.length > 1
          ? html`<button type="button" @click=${() => this.#step(-1)}>${localize.term('treePrevious')}</button>
              <button type="button" @click=${() => this.#step(1)}>${localize.term('treeNext')}</button>`
          : nothing
      }
      <span class="tree-all">
        <button type="button" class="quiet" @click=${this.#expandAll}>${localize.term('treeExpandAll')}</button>
        <button type="button" class="quiet" @click=${this.#collapseAll}>${localize.term('treeCollapseAll')}</button>
      </span>
    </div>`
  }

  /** Where the active row is, to copy it. */
  #place(node: TreeNode): TemplateResult {
    const { localize } = this.#view
    const path = pathOf(node)
    const value = () => (typeof node.value === 'string' ? node.value : (prettyJson(node.value) ?? ''))
    return html`<div class="tree-place">
      <code dir="ltr">${path.length > STRING ? `…${path.slice(-STRING)}` : path}</code>
      <button type="button" class="quiet" @click=${() => this.#view.copy(path)}>
        ${localize.term('treeCopyPath')}
      </button>
      ${
        node.range
          ? nothing
          : html`<button type="button" class="quiet" @click=${() => this.#view.copy(value())}>
              ${localize.term('treeCopyValue')}
            </button>`
      }
    </div>`
  }

  #number(value: number): string {
    return this.#view.localize.number(value)
  }

  #expandAll = (): void => {
    const { localize, say } = this.#view
    if (!this.#state.openAll(this.#root)) say(localize.term('treeExpandedSome', this.#number(EXPANDED)))
    this.#view.update()
  }

  #collapseAll = (): void => {
    this.#state.closeAll()
    this.#view.update()
  }

  #typed = (event: Event): void => {
    const input = event.currentTarget as HTMLInputElement
    const state = this.#state
    setTimeout(() => {
      if (input.value.trim() === state.query || !input.isConnected) return
      state.search(this.#root, input.value.trim())
      this.#view.update()
      void this.#show(input.closest('.tree'))
    }, TYPING)
  }

  #searchKey = (event: KeyboardEvent): void => {
    const input = event.currentTarget as HTMLInputElement
    if (event.key === 'Escape' && input.value !== '') {
      // It empties the field; what is around it stays open.
      event.stopPropagation()
    }
    if (event.key !== 'Enter') return
    event.preventDefault()
    const query = input.value.trim()
    if (query === this.#state.query) this.#step(event.shiftKey ? -1 : 1, input.closest('.tree'))
    else {
      this.#state.search(this.#root, query)
      this.#view.update()
      void this.#show(input.closest('.tree'))
    }
  }

  #step(by: number, tree?: Element | null): void {
    const { matches, match } = this.#state
    if (matches.length === 0) return
    this.#state.goTo(this.#root, (match + by + matches.length) % matches.length)
    this.#view.update()
    void this.#show(tree ?? null)
  }

  /** Scrolls the active row into sight. */
  async #show(tree: Element | null): Promise<void> {
    await this.#view.host.updateComplete
    const trees = tree ? [tree] : (this.#view.host.renderRoot as ParentNode).querySelectorAll('.tree')
    for (const one of trees) one.querySelector('.row.active')?.scrollIntoView({ block: 'nearest' })
  }

  #click = (event: Event): void => {
    // Who selects text does not want to open it.
    if (getSelection()?.type === 'Range' && (event as MouseEvent).detail > 0) return
    const node = this.#nodeOf(event)
    if (!node) return
    this.#state.active = node
    if (canOpen(node)) this.#state.open(node, !this.#state.isOpen(node))
    this.#view.update()
  }

  #nodeOf(event: Event): TreeNode | undefined {
    const id = (event.target as Element).closest<HTMLElement>('.row')?.dataset['id']
    return this.#state.rows(this.#root).find((row) => row.id === id)
  }

  /** As in the tree pattern of the ARIA Authoring Practices. */
  #key = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const node = this.#nodeOf(event)
    const rows = this.#state.rows(this.#root)
    const at = rows.findIndex(({ id }) => id === node?.id)
    if (!node || at < 0) return
    const next = this.#move(event.key, node, rows, at)
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    this.#state.active = next
    this.#view.update()
    void this.#focus(event.currentTarget as Element, next.id)
  }

  /** The row that a key leads to; undefined for a key of no meaning here. */
  #move(key: string, node: TreeNode, rows: readonly TreeNode[], at: number): TreeNode | undefined {
    const state = this.#state
    const open = state.isOpen(node)
    const toggle = (to: boolean): TreeNode => {
      if (canOpen(node)) state.open(node, to)
      return node
    }
    switch (key) {
      case 'ArrowDown':
        return rows[at + 1] ?? node
      case 'ArrowUp':
        return rows[at - 1] ?? node
      case 'ArrowRight':
        return open && isBranch(node.value) ? (childrenOf(node)[0] ?? node) : toggle(true)
      case 'ArrowLeft':
        return open ? toggle(false) : node.parent?.parent ? node.parent : node
      case 'Home':
        return rows[0]
      case 'End':
        return rows.at(-1)
      case 'Enter':
      case ' ':
        return toggle(!open)
      default:
        return key.length === 1 ? this.#startingWith(key, rows, at) : undefined
    }
  }

  #startingWith(letter: string, rows: readonly TreeNode[], at: number): TreeNode | undefined {
    const wanted = letter.toLowerCase()
    return [...rows.slice(at + 1), ...rows.slice(0, at)].find(({ name }) => name.toLowerCase().startsWith(wanted))
  }

  async #focus(tree: Element, id: string): Promise<void> {
    await this.#view.host.updateComplete
    const row = [...tree.querySelectorAll<HTMLElement>('.row')].find(({ dataset }) => dataset['id'] === id)
    row?.focus()
  }
}

function scalar(view: ResultBody, value: unknown, open: boolean, query: string): TemplateResult {
  if (typeof value === 'object' && value !== null)
    return html`<span class="muted">${Array.isArray(value) ? '[]' : '{}'}</span>`
  if (typeof value !== 'string') return html`<span class="literal">${marked(String(value), query)}</span>`
  if (LITERAL.test(value)) return html`<span class="string">${`"${value}"`}</span>`
  const shown = open ? OPENED_STRING : STRING
  if (value.length <= shown) return html`<span class="string" dir="auto">${marked(value, query)}</span>`
  return html`<span class="string" dir="auto">${marked(value.slice(0, shown), query)}</span
    ><span class="muted">… (${view.bytes(value.length)})</span>`
}

/** A text with what was searched marked in it. */
function marked(text: string, query: string): unknown {
  const at = query === '' ? -1 : text.toLowerCase().indexOf(query.toLowerCase())
  if (at < 0) return text
  const end = at + query.length
  return html`${text.slice(0, at)}<mark>${text.slice(at, end)}</mark>${text.slice(end)}`
}
