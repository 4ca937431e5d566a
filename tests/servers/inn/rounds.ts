/** Questions of the modern era: a call ends with its questions and comes back with the answers and a state. */
import { createHmac, randomUUID } from 'node:crypto'
import type { Answers, Questions } from './questions.ts'
import { InputNeeded } from './visit.ts'
import type { AskOptions } from './visit.ts'

/** Only tells an echo from a changed one; the same for every inn, so that states outlive a restart. */
const KEY = 'inn'

/** What a careless client would trim, normalise, escape or decode. */
const AWKWARD = ' café cafe\u0301 ☕ \u2028 "quoted" %2F + / = <b> \\u0041 '

interface State {
  readonly of: string
  readonly answers: readonly Answers[]
}

/** The rounds of one call so far. */
export class Rounds {
  readonly isRetry: boolean
  readonly #of: string
  readonly #state: unknown
  #fresh: Answers | undefined
  #past: readonly Answers[] | undefined
  #asked = 0

  /** `of` names the call: a state of one does not serve another. */
  constructor(of: string, state: unknown, responses: Readonly<Record<string, unknown>> | undefined) {
    this.#of = of
    this.#state = state
    this.#fresh = responses as Answers | undefined
    this.isRetry = state !== undefined || responses !== undefined
  }

  ask(questions: Questions, { unchecked = false }: AskOptions = {}): Answers {
    const past = (this.#past ??= this.#open())
    const known = past[this.#asked++]
    if (known !== undefined) return known
    const fresh = this.#fresh
    if (fresh === undefined || !Object.keys(questions).every((key) => key in fresh))
      throw new InputNeeded(questions, mint({ of: this.#of, answers: past }), unchecked)
    this.#fresh = undefined
    this.#past = [...past, fresh]
    return fresh
  }

  #open(): readonly Answers[] {
    if (!this.isRetry) return []
    const state = open(this.#state)
    if (state?.of !== this.#of) throw new Error('The requestState is not the one that was sent.')
    return state.answers
  }
}

function mint(state: State): string {
  const body = JSON.stringify({ ...state, nonce: randomUUID(), awkward: AWKWARD })
  return `${body}#${sign(body)}`
}

function open(state: unknown): State | undefined {
  if (typeof state !== 'string') return undefined
  const at = state.lastIndexOf('#')
  const body = state.slice(0, at)
  return at > 0 && state.slice(at + 1) === sign(body) ? (JSON.parse(body) as State) : undefined
}

const sign = (body: string): string => createHmac('sha256', KEY).update(body).digest('base64')
