import { html, nothing } from 'lit'
import type { LitElement, ReactiveController, TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { icon } from '../../core/icons.ts'
import { Lazy } from '../../core/lazy.ts'
import type { Localize } from '../../core/localize.ts'
import type { Selection } from '../selection.ts'
import { choicesOf, connectionTitle, keyOf, toolTitle } from '../tools.ts'
import type { Choice, ToolGroup } from '../tools.ts'
import { waiting } from '../waiting.ts'
import { optionBadges } from './badges.ts'
import { MANY, optionsOf, rowOf, sectionKey, sectionsOf, sliceOf } from './sections.ts'
import type { Section, Slice } from './sections.ts'

const searching = new Lazy(() => import('./search.ts'))

/** Rows that are rendered above and below those in sight. */
const MARGIN = 20
/** The least rows that are taken to be in sight. */
const IN_SIGHT = 30
/** Options that Page Up and Page Down move by. */
const PAGE = 10

export interface ToolListListener {
  chosen(choice: Choice): void
  retried(sessionId: string): void
  say(text: string): void
}

/**
 * A search field and a listbox of tools, grouped by connection. Focus stays in the field while the arrow keys move
 * through the list (ARIA Authoring Practices, "Combobox", list autocomplete). Only the rows in sight, and some around
 * them, are rendered.
 */
export class ToolList implements ReactiveController {
  #host: LitElement
  #localize: Localize
  #listener: ToolListListener
  #query = ''
  /** Index of the option that Enter chooses; -1 for none. */
  #active = -1
  #sections: readonly Section[] = []
  #options: readonly Choice[] = []
  /** What the sections were made of. */
  #madeOf: readonly unknown[] = []
  /** Whether a search is to be answered, once it can be; and whether Enter was pressed meanwhile. */
  #asked = false
  #choosesFirst = false
  #total = 0
  /** The first row in sight, in steps of some. */
  #top = 0
  /** Pixels of a row. */
  #height = 30
  #inSight = IN_SIGHT
  /** Where the list is scrolled to, while it is rendered for that. */
  #at: number | undefined

  constructor(host: LitElement, localize: Localize, listener: ToolListListener) {
    this.#host = host
    this.#localize = localize
    this.#listener = listener
    host.addController(this)
  }

  hostUpdated(): void {
    // WebKit may have scrolled up, as if the list had been short in between.
    const list = this.#at === undefined ? null : this.#find('.options')
    if (list && list.scrollTop !== this.#at) list.scrollTop = this.#at!
    this.#at = undefined
    if (!this.#asked || !this.#madeOf.length) return
    this.#asked = false
    const { length } = this.#options
    const [first] = this.#options
    if (this.#choosesFirst && first) {
      this.#choosesFirst = false
      return this.#choose(first)
    }
    this.#activate(this.#query.trim() !== '' && length > 0 ? 0 : -1)
    const localize = this.#localize
    this.#listener.say(localize.term('runnerFound', localize.number(length), this.#total, localize.number(this.#total)))
  }

  /** Moves the focus to the search field, where the list is folded away by opening it. `false` where there is none. */
  focus(): boolean {
    const list = this.#find('#tools')
    if (list && !list.checkVisibility()) list.showPopover()
    this.#find('[role=combobox]')?.focus()
    return list !== null
  }

  /** The list, and the button that opens it where there is room for one of both only. `running`: keys of tools. */
  render(selection: Selection, running: ReadonlySet<string>): TemplateResult {
    const localize = this.#localize
    const { choice, count } = selection
    const opened = (event: ToggleEvent) => {
      if (event.newState !== 'open') return
      this.#find('[role=combobox]')?.focus()
      this.#scrolled()
    }
    return html`<button type="button" class="picker" part="picker" popovertarget="tools">
        <span class="tool-name" dir="auto">${choice ? toolTitle(choice.tool) : localize.term('runnerChoose')}</span>
        <span class="muted">${localize.term('runnerToolCount', count, localize.number(count))} ${icon('chevron')}</span>
      </button>
      <div class="tools" part="tool-list" id="tools" popover @toggle=${opened}>
        ${this.#content(selection, running)}
      </div>`
  }

  #content({ groups, count: total, key }: Selection, running: ReadonlySet<string>): TemplateResult {
    const localize = this.#localize
    this.#total = total
    const label = localize.term('runnerSearch', total, localize.number(total))
    return html`<div class="search">
        ${icon('search')}<input
          type="search"
          role="combobox"
          autocomplete="off"
          spellcheck="false"
          part="search"
          aria-autocomplete="list"
          aria-expanded="true"
          aria-controls="listbox"
          aria-activedescendant=${this.#activeId ?? nothing}
          aria-label=${label}
          placeholder=${label}
          .value=${this.#query}
          @focus=${() => void searching.load().catch(() => {})}
          @input=${(event: InputEvent) => this.#search((event.currentTarget as HTMLInputElement).value)}
          @keydown=${(event: KeyboardEvent) => this.#pressed(event)}
        />
      </div>
      ${this.#arrange(groups) ? this.#listbox(key, running) : waiting(localize, searching, this.#host)}
      ${groups.map((group) => this.#condition(group))}`
  }

  /** The id of the active option, where it is rendered. */
  get #activeId(): string | undefined {
    const [from, to] = this.#window
    const row = rowOf(this.#sections, this.#active)
    return this.#active >= 0 && row >= from && row < to ? `option-${this.#active}` : undefined
  }

  /** The rows that are rendered. */
  get #window(): readonly [number, number] {
    return [this.#top - MARGIN, this.#top + this.#inSight + MARGIN]
  }

  #listbox(key: string | undefined, running: ReadonlySet<string>): TemplateResult {
    const localize = this.#localize
    const { slices, above, below } = sliceOf(this.#sections, ...this.#window)
    return html`<div
        class="options"
        role="listbox"
        id="listbox"
        aria-label=${localize.term('runnerTools')}
        @scroll=${() => this.#scrolled()}
      >
        ${space(above)}${repeat(
          slices,
          ({ section }) => sectionKey(section),
          (slice) => this.#section(slice, key, running),
        )}${space(below)}
      </div>
      ${
        this.#total > 0 && this.#options.length === 0
          ? html`<div class="note">
              <p class="muted">${localize.term('runnerNothingFound')}</p>
              <button type="button" @click=${() => this.#clear()}>${localize.term('runnerShowAll')}</button>
            </div>`
          : nothing
      }`
  }

  #section(
    { section, choices, first, before, after }: Slice,
    selectedKey: string | undefined,
    running: ReadonlySet<string>,
  ): TemplateResult {
    const { group, prefix } = section
    const localize = this.#localize
    const server = connectionTitle(group.connection)
    const count = localize.number(section.choices.length)
    const whole = section.choices.length === group.found.length
    const id = `group-${section.row}`
    return html`<div role="group" aria-labelledby=${id}>
      <div class="group" id=${id} role="presentation" dir="auto">
        <span
          >${
            whole
              ? localize.term('runnerGroup', server, count)
              : localize.term('runnerSubgroup', server, prefix ?? localize.term('runnerOthers'), count)
          }</span
        >
      </div>
      ${space(before)}${choices.map((choice, index) => this.#option(choice, first + index, selectedKey, running))}
      ${space(after)}
    </div>`
  }

  #option(
    choice: Choice,
    index: number,
    selectedKey: string | undefined,
    running: ReadonlySet<string>,
  ): TemplateResult {
    const key = keyOf(choice)
    const title = toolTitle(choice.tool)
    return html`<div
      role="option"
      part="tool-option"
      id="option-${index}"
      class=${index === this.#active ? 'active' : ''}
      aria-selected=${key === selectedKey}
      aria-posinset=${index + 1}
      aria-setsize=${this.#options.length}
      @click=${() => this.#choose(choice)}
    >
      <span class="tool-name" dir="auto"
        >${
          this.#query.trim() === ''
            ? title
            : searching.value
                ?.highlight(title, this.#query)
                .map(({ text, hit }) => (hit ? html`<mark>${text}</mark>` : text))
        }</span
      >
      ${optionBadges(this.#localize, choice.tool, running.has(key))}
    </div>`
  }

  /** What keeps a connection's tools out of the list. */
  #condition({ connection, tools, error }: ToolGroup): TemplateResult | typeof nothing {
    const localize = this.#localize
    const name = connectionTitle(connection)
    if (error) {
      return html`<div class="note problem" role="alert">
        ${localize.term('runnerListFailed', name)}
        <button type="button" @click=${() => this.#listener.retried(connection.sessionId)}>
          ${localize.term('tryAgain')}
        </button>
      </div>`
    }
    if (!tools) return html`<p class="muted note">${icon('spinner')} ${localize.term('runnerLoading', name)}</p>`
    return tools.length === 0 ? html`<p class="muted note">${localize.term('runnerNoTools', name)}</p>` : nothing
  }

  /** Searches again where anything has changed since; `false` while what that takes is loaded. */
  #arrange(groups: readonly ToolGroup[]): boolean {
    const query = this.#query.trim()
    const isPlain = query === '' && groups.every(({ tools = [] }) => tools.length < MANY)
    const search = isPlain ? undefined : searching.for(this.#host)
    if (!isPlain && !search) {
      this.#madeOf = []
      return false
    }
    const madeOf = [query, ...groups.flatMap(({ connection, tools }) => [connection, tools])]
    if (madeOf.length === this.#madeOf.length && madeOf.every((one, at) => one === this.#madeOf[at])) return true
    this.#madeOf = madeOf
    this.#sections =
      search && query !== ''
        ? sectionsOf(search.searchTools(groups, query))
        : sectionsOf(
            groups.map((group) => ({ ...group, found: choicesOf(group) })),
            search?.byPrefix,
          )
    this.#options = optionsOf(this.#sections)
    this.#active = Math.min(this.#active, this.#options.length - 1)
    return true
  }

  #search(query: string): void {
    this.#query = query
    this.#asked = true
    this.#choosesFirst = false
    this.#host.requestUpdate()
  }

  #clear(): void {
    this.#search('')
    this.#find('[role=combobox]')?.focus()
  }

  #pressed(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return
    const options = this.#options
    const last = options.length - 1
    const active = this.#active
    const moves: Record<string, number | undefined> = {
      ArrowDown: active >= last ? 0 : active + 1,
      ArrowUp: active <= 0 ? last : active - 1,
      PageDown: Math.min(active + PAGE, last),
      PageUp: Math.max(active - PAGE, 0),
      // Without an active option these move the caret.
      ...(active >= 0 && { Home: 0, End: last }),
    }
    const move = moves[event.key]
    if (move !== undefined && last >= 0) this.#activate(move)
    else if (event.key === 'Enter' && this.#asked && this.#query.trim() !== '') this.#choosesFirst = true
    else if (event.key === 'Enter' && options[active]) this.#choose(options[active])
    else if (event.key === 'Escape' && this.#query !== '') this.#clear()
    else return
    event.preventDefault()
  }

  /** Makes an option the active one, and brings it into sight; without one, the start of the list. */
  #activate(index: number): void {
    this.#active = index
    const row = index < 0 ? 0 : rowOf(this.#sections, index)
    // What is to be scrolled to may not be there yet.
    this.#top = Math.max(0, row - IN_SIGHT / 2)
    this.#host.requestUpdate()
    void this.#host.updateComplete.then(() => this.#reveal())
  }

  /** Scrolls the active option into sight, below the heading that stays above it; without one, to the start. */
  #reveal(): void {
    const list = this.#measured()
    if (!list) return
    const row = this.#active > 0 ? this.#find('.active')?.getBoundingClientRect() : undefined
    const { top, bottom } = list.getBoundingClientRect()
    // By where it is: what a thousand rows above it should measure, browsers round. A page may show all of it smaller.
    if (row?.height) {
      const pixels = Math.min(row.top - row.height - top, Math.max(row.bottom - bottom, 0))
      list.scrollTop += pixels * (this.#height / row.height)
    } else list.scrollTop = 0
    this.#scrolled()
  }

  #scrolled(): void {
    const list = this.#measured()
    if (!list) return
    const step = MARGIN / 2
    const top = Math.floor(list.scrollTop / this.#height / step) * step
    if (top === this.#top) return
    this.#top = top
    this.#at = list.scrollTop
    this.#host.requestUpdate()
  }

  /** The list, with its rows measured. */
  #measured(): HTMLElement | null {
    const list = this.#find('.options')
    const row = this.#find('[role=option]')
    // Not in whole pixels: a part of one, a thousand times, is many rows.
    this.#height = (row && Number.parseFloat(getComputedStyle(row).blockSize)) || this.#height
    this.#inSight = Math.max(IN_SIGHT, Math.ceil((list?.clientHeight ?? 0) / this.#height))
    return list
  }

  #choose(choice: Choice): void {
    this.#find('#tools:popover-open')?.hidePopover()
    this.#listener.chosen(choice)
    this.#host.requestUpdate()
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.renderRoot.querySelector<HTMLElement>(selector)
  }
}

/** Room for rows that are not rendered. By a property: the page's policy may forbid style attributes. */
const space = (rows: number): unknown =>
  rows > 0 ? html`<div class="space" .style=${`--rows: ${rows}`}></div>` : nothing
