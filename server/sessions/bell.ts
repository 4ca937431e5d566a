import type { Logger } from '../options.ts'

/** Listeners of this process by name, called when something rings. */
export class Bell<Message = void> {
  readonly #listeners = new Map<string, Set<(message: Message) => void>>()
  readonly #logger: Logger | undefined

  constructor(logger: Logger | undefined) {
    this.#logger = logger
  }

  names(): string[] {
    return [...this.#listeners.keys()]
  }

  has(name: string): boolean {
    return this.#listeners.has(name)
  }

  /** Returns the way to stop. The same function given twice is two listeners. */
  add(name: string, listener: (message: Message) => void): () => void {
    const own = (message: Message): void => listener(message)
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(own))
    return () => {
      listeners.delete(own)
      if (listeners.size === 0 && this.#listeners.get(name) === listeners) this.#listeners.delete(name)
    }
  }

  ring(name: string, message: Message): void {
    for (const listener of this.#listeners.get(name) ?? []) {
      try {
        listener(message)
      } catch (error) {
        this.#logger?.error({ error }, 'A listener of the session store threw.')
      }
    }
  }

  ringAll(message: Message): void {
    for (const name of this.names()) this.ring(name, message)
  }

  clear(): void {
    this.#listeners.clear()
  }
}
