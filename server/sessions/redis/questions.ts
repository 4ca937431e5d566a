import type { OpenQuestion } from '../../../shared/events.ts'
import { StoreError } from '../errors.ts'
import type { SealContext, Sealer } from '../seal.ts'
import type { InputAnswer, StoredQuestion } from '../store.ts'
import { ANSWER, DROP_QUESTIONS, PUT_QUESTIONS } from './call-scripts.ts'
import type { RedisConnection } from './connection.ts'
import type { Names } from './names.ts'

/** Answers that their replica has not taken are kept for this time after the last deadline, in milliseconds. */
const GRACE = 60_000

/** Questions of MCP servers to a user, in a Redis store: one hash, with a field `q <id>` while open, then `a <id>`. */
export class RedisQuestions {
  readonly #connection: RedisConnection
  readonly #names: Names
  readonly #sealer: Sealer

  constructor(connection: RedisConnection, names: Names, sealer: Sealer) {
    this.#connection = connection
    this.#names = names
    this.#sealer = sealer
  }

  async put(userId: string, questions: readonly StoredQuestion[]): Promise<void> {
    if (questions.length === 0) return
    const { u, key } = this.#place(userId)
    const life = Math.max(...questions.map(({ question }) => question.expiresAt)) - Date.now() + GRACE
    const fields = await Promise.all(
      questions.map(async (one) => {
        const field = `q ${one.question.inputId}`
        return [one.question.inputId, await this.#sealer.seal(one, context(u, key, field))]
      }),
    )
    await this.#connection.script(PUT_QUESTIONS, [key], [Math.max(Math.ceil(life), 1), ...fields.flat()])
  }

  async list(userId: string): Promise<StoredQuestion[]> {
    const { u, key } = this.#place(userId)
    const fields = await this.#connection.run((client) => client.hgetall(key), { retry: true })
    const open = Object.entries(fields).filter(([field]) => field.startsWith('q '))
    const questions = await Promise.all(
      open.map(([field, sealed]) => this.#open<StoredQuestion>(sealed, context(u, key, field))),
    )
    return questions.filter((one) => one !== null).filter(isOpen)
  }

  async get(userId: string, inputId: string): Promise<StoredQuestion | null> {
    const { u, key } = this.#place(userId)
    const field = `q ${inputId}`
    const sealed = await this.#connection.run((client) => client.hget(key, field), { retry: true })
    const stored = sealed === null ? null : await this.#open<StoredQuestion>(sealed, context(u, key, field))
    return stored && isOpen(stored) ? stored : null
  }

  async answer(userId: string, inputId: string, answer: InputAnswer): Promise<boolean> {
    const { u, key } = this.#place(userId)
    const sealed = await this.#sealer.seal(answer, context(u, key, `a ${inputId}`))
    return (await this.#connection.script(ANSWER, [key], [inputId, sealed])) === 1
  }

  async answers(userId: string, inputIds: readonly string[]): Promise<(InputAnswer | null)[]> {
    if (inputIds.length === 0) return []
    const { u, key } = this.#place(userId)
    const fields = inputIds.map((id) => `a ${id}`)
    const found = await this.#connection.run((client) => client.hmget(key, ...fields), { retry: true })
    return Promise.all(
      fields.map((field, index) => {
        const sealed = found[index]
        return sealed ? this.#open<InputAnswer>(sealed, context(u, key, field)) : null
      }),
    )
  }

  async drop(userId: string, inputIds: readonly string[]): Promise<string[]> {
    if (inputIds.length === 0) return []
    const { key } = this.#place(userId)
    return (await this.#connection.script(DROP_QUESTIONS, [key], [...inputIds])) as string[]
  }

  /** Sealed with a key that is no longer in the ring: as good as gone. */
  async #open<T>(sealed: string, where: SealContext): Promise<T | null> {
    try {
      return (await this.#sealer.open(sealed, where)) as T
    } catch (error) {
      if (error instanceof StoreError) return null
      throw error
    }
  }

  #place(userId: string): { u: string; key: string } {
    const u = this.#names.user(userId)
    return { u, key: this.#names.questions(u) }
  }
}

const isOpen = ({ question }: { question: Pick<OpenQuestion, 'expiresAt'> }): boolean => question.expiresAt > Date.now()

const context = (u: string, key: string, field: string): SealContext => ({ scope: u, key, field, generation: 0 })
