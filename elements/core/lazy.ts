import type { ReactiveControllerHost } from 'lit'

/**
 * A part of an element that is loaded when it is first needed. Make one for each part and module, outside of elements:
 * what one element has loaded, all have.
 *
 * ```ts
 * const history = new Lazy(() => import(…))
 * // in render(): undefined until it is there; the host renders again then
 * history.for(this)?.historyView(…) ?? loading(…)
 * ```
 */
export class Lazy<T> {
  readonly #load: () => Promise<T>
  readonly #waiting = new Set<ReactiveControllerHost>()
  #loading: Promise<T> | undefined
  #value: T | undefined
  #failed = false

  constructor(load: () => Promise<T>) {
    this.#load = load
  }

  /** What was loaded. */
  get value(): T | undefined {
    return this.#value
  }

  /** Whether it could not be loaded: the page is offline, or its files were replaced meanwhile. {@link load} tries again. */
  get failed(): boolean {
    return this.#failed
  }

  /** What was loaded; until then begins to load it, and renders the host again when it is there or could not be had. */
  for(host: ReactiveControllerHost): T | undefined {
    if (this.#value === undefined && !this.#failed) {
      this.#waiting.add(host)
      void this.load().catch(() => {})
    }
    return this.#value
  }

  /** Loads it, once. Rejects when that fails; the next call tries again. */
  load(): Promise<T> {
    this.#failed = false
    return (this.#loading ??= this.#load().then(
      (value) => {
        this.#value = value
        this.#tell()
        return value
      },
      (error: unknown) => {
        this.#failed = true
        this.#loading = undefined
        this.#tell()
        throw error
      },
    ))
  }

  #tell(): void {
    const hosts = [...this.#waiting]
    this.#waiting.clear()
    for (const host of hosts) host.requestUpdate()
  }
}
