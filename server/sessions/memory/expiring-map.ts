/** A map whose entries end by themselves. An entry that has ended is never seen, swept or not. */
export class ExpiringMap<Value> {
  readonly #entries = new Map<string, { value: Value; expiresAt: number }>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    return entry && entry.expiresAt > this.#now() ? entry.value : undefined
  }

  /** Milliseconds since the epoch; 0 where there is nothing. */
  expiresAt(key: string): number {
    return this.#entries.get(key)?.expiresAt ?? 0
  }

  /** Milliseconds that are left. */
  remaining(key: string): number {
    return Math.max(0, this.expiresAt(key) - this.#now())
  }

  set(key: string, value: Value, ttlMs: number): void {
    this.#entries.set(key, { value, expiresAt: this.#now() + ttlMs })
  }

  /** True if there was a live entry. */
  delete(key: string): boolean {
    const live = this.get(key) !== undefined
    this.#entries.delete(key)
    return live
  }

  live(): [key: string, value: Value][] {
    const now = this.#now()
    return [...this.#entries].filter(([, entry]) => entry.expiresAt > now).map(([key, { value }]) => [key, value])
  }

  sweep(): void {
    const now = this.#now()
    for (const [key, entry] of this.#entries) if (entry.expiresAt <= now) this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}
