import type { CallEnd, CallRecord } from '../store.ts'
import { ExpiringMap } from './expiring-map.ts'

/** Calls in flight or just ended, as JSON text, so that nobody holds a reference into the store. */
export class MemoryCalls {
  readonly #calls: ExpiringMap<string>

  constructor(now: () => number) {
    this.#calls = new ExpiringMap(now)
  }

  create(place: string, call: CallRecord, ttlMs: number): boolean {
    if (this.#calls.get(place) !== undefined) return false
    this.#calls.set(place, JSON.stringify(call), ttlMs)
    return true
  }

  get(place: string): CallRecord | null {
    return JSON.parse(this.#calls.get(place) ?? 'null')
  }

  update(place: string, change: Partial<CallRecord>, ttlMs: number): boolean {
    const call = this.get(place)
    if (!call) return false
    this.#calls.set(place, JSON.stringify({ ...call, ...change, callId: call.callId }), ttlMs)
    return true
  }

  claim(place: string, from: string, replica: string): boolean {
    const call = this.get(place)
    if (call?.state !== 'waiting' || call.replica !== from) return false
    const { round: _, ...rest } = call
    const life = this.#calls.remaining(place)
    this.#calls.set(place, JSON.stringify({ ...rest, replica, state: 'running' }), life)
    return true
  }

  end(place: string, { change, ttlSeconds }: CallEnd): void {
    const call = this.get(place)
    if (!call) return
    const { round: _, ...rest } = call
    this.#calls.set(place, JSON.stringify({ ...rest, ...change, callId: call.callId }), ttlSeconds * 1_000)
  }

  delete(place: string): void {
    this.#calls.delete(place)
  }

  sweep(): void {
    this.#calls.sweep()
  }

  clear(): void {
    this.#calls.clear()
  }
}
