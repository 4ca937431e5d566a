/** Milliseconds after a Tab in which the focus may go to the app by it. */
const BY_TAB = 500
/** Milliseconds after the focus went to the app in which a word of its frame may say that a person did it. */
const BY_USE = 120
/** Milliseconds after a key in which a person is still typing, and not in the app. */
const BY_TYPING = 300
/** An app that takes the focus so often, in that many milliseconds, is stopped. */
const MOST = { times: 3, within: 10_000 }

const isField = (element: Element): boolean =>
  element.matches('input, textarea, select, [contenteditable]:not([contenteditable="false"])')

export interface FocusHost {
  readonly frame: HTMLElement | null
  /** Whether this is one of the element's own controls. */
  owns(element: Element): boolean
  /** The app has taken the focus again and again. */
  stolen(): void
}

/**
 * Gives the focus back that an app takes by itself, from a field of the page (what is typed next would be the app's) or
 * from the controls by which a person stops it. Browsers do not say who moved the focus; so it stays with the app where
 * Tab was pressed, where the pointer is over it, or where its frame says that it was used.
 */
export class FocusWatch {
  readonly #host: FocusHost
  #tabbed = -Infinity
  #typed = -Infinity
  #used = -Infinity
  #from: { readonly element: HTMLElement; readonly at: number } | undefined
  #thefts: readonly number[] = []

  constructor(host: FocusHost) {
    this.#host = host
  }

  connect(): void {
    document.addEventListener('keydown', this.#pressed, true)
    document.addEventListener('focusout', this.#lost, true)
    addEventListener('blur', this.#blurred)
  }

  disconnect(): void {
    document.removeEventListener('keydown', this.#pressed, true)
    document.removeEventListener('focusout', this.#lost, true)
    removeEventListener('blur', this.#blurred)
  }

  /** A person does something in the app. */
  used(): void {
    this.#used = performance.now()
  }

  #pressed = ({ key }: KeyboardEvent): void => {
    const leads = key === 'Tab' || key === 'F6'
    this.#tabbed = leads ? performance.now() : -Infinity
    this.#typed = leads ? -Infinity : performance.now()
  }

  #lost = (event: FocusEvent): void => {
    const [element] = event.composedPath()
    if (element instanceof HTMLElement) this.#from = { element, at: performance.now() }
  }

  #blurred = (): void => {
    const now = performance.now()
    const from = this.#from && now - this.#from.at < 100 ? this.#from.element : undefined
    const { frame } = this.#host
    if (!from || !this.#isIn(frame) || now - this.#tabbed < BY_TAB || frame?.matches(':hover')) return
    if (!isField(from) && !this.#host.owns(from)) return
    const giveBack = () => {
      if (!this.#isIn(frame) || !from.isConnected) return
      from.focus()
      this.#count()
    }
    if (now - this.#typed < BY_TYPING) return void setTimeout(giveBack)
    setTimeout(() => {
      if (performance.now() - this.#used > 2 * BY_USE) giveBack()
    }, BY_USE)
  }

  #count(): void {
    const now = performance.now()
    this.#thefts = [...this.#thefts.filter((at) => now - at < MOST.within), now]
    if (this.#thefts.length < MOST.times) return
    this.#thefts = []
    this.#host.stolen()
  }

  #isIn(frame: HTMLElement | null): frame is HTMLElement {
    return frame !== null && (frame.getRootNode() as ShadowRoot).activeElement === frame
  }
}
