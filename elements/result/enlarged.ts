import { html, nothing } from 'lit'
import { ref } from 'lit/directives/ref.js'
import { icon } from '../core/icons.ts'
import type { ResultBody } from './body.ts'

/** A dialog that fills the window with a result, or with one part of it. */
export class Enlarged {
  readonly #view: ResultBody
  #content: (() => unknown) | undefined
  #title = ''
  /** The button that asked for it; the focus goes back to it. */
  #opener: HTMLElement | undefined
  /** The height of what is taken out of its place, in pixels, so that nothing else moves. */
  #height = 0

  constructor(view: ResultBody) {
    this.#view = view
  }

  open(event: Event, title: string, content: () => unknown): void {
    this.#opener = event.currentTarget as HTMLElement
    const result = this.#opener.closest('.result')
    const header = result?.querySelector('.result-header')
    this.#height = (result?.getBoundingClientRect().bottom ?? 0) - (header?.getBoundingClientRect().bottom ?? 0)
    this.#title = title
    this.#content = content
    this.#view.update()
  }

  close(): void {
    this.#content = undefined
  }

  /** What stands in place of something while it is enlarged. */
  away(content: () => unknown): unknown {
    if (this.#content !== content) return undefined
    return html`<div ${ref((place) => this.#keepHeight(place))}></div>`
  }

  #keepHeight(place: Element | undefined): void {
    if (place) (place as HTMLElement).style.blockSize = `${this.#height}px`
  }

  readonly #shown = (dialog: Element | undefined): void => {
    if (!dialog) return
    // It is not in the page yet.
    void this.#view.host.updateComplete.then(() => {
      if (dialog.isConnected && !(dialog as HTMLDialogElement).open) (dialog as HTMLDialogElement).showModal()
    })
  }

  readonly #closed = (): void => {
    this.close()
    this.#view.update()
    void this.#view.host.updateComplete.then(() => {
      const opener = this.#opener?.isConnected ? this.#opener : undefined
      const { renderRoot } = this.#view.host
      // It may have been inside of what was enlarged.
      void (opener ?? (renderRoot as ParentNode).querySelector<HTMLElement>('.result-tools > :last-child'))?.focus()
    })
  }

  render(): unknown {
    if (!this.#content) return nothing
    const { localize } = this.#view
    return html`<dialog class="enlarged" aria-label=${this.#title} @close=${this.#closed} ${ref(this.#shown)}>
      <header class="result-header">
        <span class="result-title" dir="auto">${this.#title}</span>
        <button
          type="button"
          class="quiet result-close"
          @click=${(event: Event) => (event.currentTarget as HTMLElement).closest('dialog')?.close()}
        >
          ${icon('close')}${localize.term('close')}
        </button>
      </header>
      <div class="enlarged-content">${this.#content()}</div>
    </dialog>`
  }
}
