import { html, nothing } from 'lit'
import type { LitElement, ReactiveController, TemplateResult } from 'lit'
import { icon } from '../core/icons.ts'
import type { Localize } from '../core/localize.ts'
import type { Selection } from './selection.ts'
import { choiceKey, connectionTitle, effectOf, searchTools, toolTitle } from './tools.ts'
import type { Choice, ToolGroup } from './tools.ts'

/** Options that are rendered at first, and added when the person comes near their end. */
const SLICE = 100
/** Options that Page Up and Page Down move by. */
const PAGE = 10

export interface ToolListListener {
  chosen(choice: Choice): void
  retried(sessionId: string): void
  say(text: string): void
}

interface FoundGroup extends ToolGroup {
  readonly found: readonly Choice[]
}

/**
 * A search field and a listbox of tools, grouped by connection. Focus stays in the field while the arrow keys move
 * through the list (ARIA Authoring Practices, "Combobox", list autocomplete).
 */
export class ToolList implements ReactiveController {
  #host: LitElement
  #localize: Localize
  #listener: ToolListListener
  #query = ''
  /** Index of the option that Enter chooses; -1 for none. */
  #active = -1
  #shown = SLICE
  #scrollTo = false

  constructor(host: LitElement, localize: Localize, listener: ToolListListener) {
    this.#host = host
    this.#localize = localize
    this.#listener = listener
    host.addController(this)
  }

  hostUpdated(): void {
    if (!this.#scrollTo) return
    this.#scrollTo = false
    this.#find('[role=option].active')?.scrollIntoView({ block: 'nearest' })
  }

  /** The list, and the button that opens it where there is room for one of both only. */
  render(selection: Selection): TemplateResult {
    const localize = this.#localize
    const { choice, count } = selection
    const opened = (event: ToggleEvent) => {
      if (event.newState === 'open') this.#find('[role=combobox]')?.focus()
    }
    return html`<button type="button" class="picker" part="picker" popovertarget="tools">
        <span class="tool-name" dir="auto">${choice ? toolTitle(choice.tool) : localize.term('runnerChoose')}</span>
        <span class="muted">${localize.term('runnerToolCount', count, localize.number(count))} ${icon('chevron')}</span>
      </button>
      <div class="tools" part="tool-list" id="tools" popover @toggle=${opened}>${this.#content(selection)}</div>`
  }

  #content({ groups, count: total, key }: Selection): TemplateResult {
    const localize = this.#localize
    const found = this.#search(groups)
    const options = found.flatMap((group) => group.found)
    const label = localize.term('runnerSearch', total, localize.number(total))
    let rendered = 0
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
          aria-activedescendant=${this.#active >= 0 ? `option-${this.#active}` : nothing}
          aria-label=${label}
          placeholder=${label}
          .value=${this.#query}
          @input=${(event: InputEvent) => this.#searched(event, groups, total)}
          @keydown=${(event: KeyboardEvent) => this.#pressed(event, options)}
        />
      </div>
      <div
        class="options"
        role="listbox"
        id="listbox"
        aria-label=${localize.term('runnerTools')}
        @scroll=${(event: Event) => this.#scrolled(event, options.length)}
      >
        ${found.map((group, at) => {
          const first = rendered
          const slice = group.found.slice(0, Math.max(0, this.#shown - first))
          rendered += group.found.length
          return slice.length === 0 ? nothing : this.#group(group, at, slice, first, options.length, key)
        })}
      </div>
      ${total > 0 && options.length === 0 ? html`<p class="muted note">${localize.term('runnerNothingFound')}</p>` : nothing}
      ${groups.map((group) => this.#condition(group))}`
  }

  #group(
    { connection, found }: FoundGroup,
    at: number,
    slice: readonly Choice[],
    first: number,
    size: number,
    selectedKey: string | undefined,
  ): TemplateResult {
    return html`<div role="group" aria-labelledby="group-${at}">
      <div class="group" id="group-${at}" role="presentation" dir="auto">
        ${this.#localize.term('runnerGroup', connectionTitle(connection), this.#localize.number(found.length))}
      </div>
      ${slice.map((choice, index) => this.#option(choice, first + index, size, selectedKey))}
    </div>`
  }

  #option(choice: Choice, index: number, size: number, selectedKey: string | undefined): TemplateResult {
    const { connection, tool } = choice
    const selected = choiceKey(connection.sessionId, tool.name) === selectedKey
    const effect = effectOf(tool)
    return html`<div
      role="option"
      part="tool-option"
      id="option-${index}"
      class=${index === this.#active ? 'active' : ''}
      aria-selected=${selected}
      aria-posinset=${index + 1}
      aria-setsize=${size}
      @click=${() => this.#choose(choice)}
    >
      <span class="tool-name" dir="auto">${toolTitle(tool)}</span>
      ${
        effect === 'writes'
          ? html`<span class="chip">${this.#localize.term('runnerWrites')}</span>`
          : effect === 'destroys'
            ? html`<span class="chip warn">${this.#localize.term('runnerDestroys')}</span>`
            : nothing
      }
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

  #search(groups: readonly ToolGroup[]): readonly FoundGroup[] {
    return groups.map((group) => ({
      ...group,
      found: searchTools(group.tools ?? [], this.#query).map((tool) => ({ connection: group.connection, tool })),
    }))
  }

  #searched(event: InputEvent, groups: readonly ToolGroup[], total: number): void {
    const localize = this.#localize
    this.#query = (event.currentTarget as HTMLInputElement).value
    const found = this.#search(groups).reduce((sum, group) => sum + group.found.length, 0)
    this.#shown = SLICE
    this.#activate(this.#query.trim() !== '' && found > 0 ? 0 : -1)
    this.#listener.say(localize.term('runnerFound', localize.number(found), total, localize.number(total)))
  }

  #pressed(event: KeyboardEvent, options: readonly Choice[]): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return
    const last = options.length - 1
    const active = Math.min(this.#active, last)
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
    else if (event.key === 'Enter' && options[active]) this.#choose(options[active])
    else return
    event.preventDefault()
  }

  #activate(index: number): void {
    this.#active = index
    while (this.#shown <= index) this.#shown += SLICE
    this.#scrollTo = true
    this.#host.requestUpdate()
  }

  #scrolled(event: Event, count: number): void {
    const { scrollTop, clientHeight, scrollHeight } = event.currentTarget as HTMLElement
    if (this.#shown >= count || scrollTop + 2 * clientHeight < scrollHeight) return
    this.#shown += SLICE
    this.#host.requestUpdate()
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
