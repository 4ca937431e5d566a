import type { CSSResult, LitElement } from 'lit'
import { Lazy } from '../core/lazy.ts'

/** Objects in objects, lists, unions, maps, JSON, secrets and times: what most fields are not. */
export const richFields = new Lazy(() => import('./rich-fields.ts'))

/** The list of mistakes, and the check by the validator with its words. */
export const checks = new Lazy(() => import('./checks.ts'))

/** The editor of the value as JSON, and the words for JSON that is pasted. */
export const jsonTab = new Lazy(() => import('./view/json-tab.ts'))

/** What one form has loaded, and waits for. */
export class Parts {
  readonly #host: LitElement
  readonly #waiting = new Map<Lazy<unknown>, Promise<unknown>>()
  readonly #styled = new Set<CSSResult>()

  constructor(host: LitElement) {
    this.#host = host
  }

  /** A part, styles and all; until it is there begins to load it, and the form renders again then. */
  need<T extends { readonly styles?: CSSResult }>(part: Lazy<T>): T | undefined {
    const loaded = part.for(this.#host)
    if (loaded) this.#adopt(loaded.styles)
    else if (!part.failed && !this.#waiting.has(part)) this.#wait(part)
    return loaded
  }

  /** Once nothing is waited for. */
  async settle(): Promise<boolean> {
    const waited = this.#waiting.size > 0
    await Promise.all(this.#waiting.values())
    return waited
  }

  /** Tries again to load a part that could not be loaded. */
  retry(part: Lazy<unknown>): void {
    this.#wait(part)
    this.#host.requestUpdate()
  }

  #wait(part: Lazy<unknown>): void {
    const over = (): unknown => this.#waiting.delete(part)
    this.#waiting.set(part, part.load().then(over, over))
  }

  #adopt(styles: CSSResult | undefined): void {
    const { shadowRoot } = this.#host
    if (!styles?.styleSheet || !shadowRoot || this.#styled.has(styles)) return
    this.#styled.add(styles)
    shadowRoot.adoptedStyleSheets.push(styles.styleSheet)
  }
}
