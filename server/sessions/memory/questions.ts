import type { InputAnswer, StoredQuestion } from '../store.ts'

/** Answers that their replica has not taken are kept for this time after the deadline, in milliseconds. */
const GRACE = 60_000

interface Entry {
  readonly question: string
  readonly expiresAt: number
  answer?: string
}

/** Questions of MCP servers by user, as JSON text. */
export class MemoryQuestions {
  readonly #users = new Map<string, Map<string, Entry>>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  put(userId: string, questions: readonly StoredQuestion[]): void {
    const own = this.#users.get(userId) ?? new Map<string, Entry>()
    this.#users.set(userId, own)
    for (const one of questions)
      own.set(one.question.inputId, { question: JSON.stringify(one), expiresAt: one.question.expiresAt })
  }

  list(userId: string): StoredQuestion[] {
    return [...(this.#users.get(userId)?.values() ?? [])]
      .filter(this.#isOpen)
      .map(({ question }) => JSON.parse(question))
  }

  get(userId: string, inputId: string): StoredQuestion | null {
    const entry = this.#users.get(userId)?.get(inputId)
    return entry && this.#isOpen(entry) ? JSON.parse(entry.question) : null
  }

  answer(userId: string, inputId: string, answer: InputAnswer): boolean {
    const entry = this.#users.get(userId)?.get(inputId)
    if (!entry || entry.answer !== undefined) return false
    entry.answer = JSON.stringify(answer)
    return true
  }

  answers(userId: string, inputIds: readonly string[]): (InputAnswer | null)[] {
    const own = this.#users.get(userId)
    return inputIds.map((id) => JSON.parse(own?.get(id)?.answer ?? 'null'))
  }

  drop(userId: string, inputIds: readonly string[]): string[] {
    const own = this.#users.get(userId)
    if (!own) return []
    const open = inputIds.filter((id) => own.has(id) && own.get(id)!.answer === undefined)
    for (const id of inputIds) own.delete(id)
    if (own.size === 0) this.#users.delete(userId)
    return open
  }

  erase(userId: string): void {
    this.#users.delete(userId)
  }

  sweep(): void {
    for (const [userId, own] of this.#users) {
      for (const [id, { expiresAt }] of own) if (expiresAt + GRACE <= this.#now()) own.delete(id)
      if (own.size === 0) this.#users.delete(userId)
    }
  }

  clear(): void {
    this.#users.clear()
  }

  readonly #isOpen = ({ expiresAt, answer }: Entry): boolean => answer === undefined && expiresAt > this.#now()
}
