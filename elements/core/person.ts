import type { McpStore } from './store.ts'

/** Whether the person before an element is still the one of before. */
export class Person {
  /** Whether that is not known yet: nothing may be shown meanwhile, and nothing need be forgotten. */
  inDoubt = false
  #store: McpStore | undefined
  #user = ''

  /** Takes what the store says now. True where another person may be there: all that is remembered has to be forgotten. */
  follow(store: McpStore | undefined): boolean {
    const { ready = false, status, user = '' } = store?.state ?? {}
    const signedOut = status === 'unauthenticated'
    const moved = this.#store !== undefined && store !== this.#store
    const known = this.#user !== '' && !moved && !signedOut
    this.inDoubt = known && !ready
    if (this.inDoubt) return false
    const other = signedOut || moved || (known && user !== this.#user)
    this.#store = store
    this.#user = user
    return other
  }
}
