import type { ConnectionEvent, OpenQuestion } from '../../shared/events.ts'

type Outcome = Extract<ConnectionEvent, { type: 'input_answered' }>['outcome']

/** Ends that are remembered, for questions that are heard of once more after that, by another way. */
const REMEMBERED = 200
/** The longest that a timer waits. */
const LONGEST = 2 ** 31 - 1

/** The questions of MCP servers that wait for the person, oldest first. */
export class Questions {
  readonly #changed: (open: readonly OpenQuestion[]) => void
  readonly #outcomes = new Map<string, Outcome | undefined>()
  #open: readonly OpenQuestion[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  /** How far this machine's clock is before the server's: people's clocks are wrong by minutes. */
  #ahead = Infinity

  constructor(changed: (open: readonly OpenQuestion[]) => void) {
    this.#changed = changed
  }

  /** How a question ended; `undefined` while it is open, and where nobody said. */
  outcome(inputId: string): Outcome | undefined {
    return this.#outcomes.get(inputId)
  }

  /**
   * Takes what the server says is open. What is known already stays the same object. `before` is what was known when
   * the server was asked: what was heard of since stays, since the answer can be older.
   */
  replace(open: readonly OpenQuestion[], before = this.#open): void {
    const known = new Map(this.#open.map((question) => [question.inputId, question]))
    const since = this.#open.filter((question) => !before.includes(question))
    const asked = [...open, ...since].filter(({ inputId }) => !this.#outcomes.has(inputId))
    const byId = new Map(asked.map((question) => [question.inputId, question]))
    this.#set(Array.from(byId.values(), (question) => known.get(question.inputId) ?? this.#timed(question)))
  }

  add(question: OpenQuestion): void {
    const { inputId } = question
    if (this.#outcomes.has(inputId) || this.#open.some((one) => one.inputId === inputId)) return
    this.#set([...this.#open, this.#timed(question)])
  }

  apply(event: ConnectionEvent): void {
    this.#ahead = Math.min(this.#ahead, Date.now() - event.timestamp)
    if (event.type === 'input_required') this.add(event.question)
    else if (event.type === 'input_answered') this.close(event.inputId, event.outcome)
    else if (event.type === 'disconnected') {
      if (this.#open.some(({ sessionId }) => sessionId === event.sessionId))
        this.#set(this.#open.filter(({ sessionId }) => sessionId !== event.sessionId))
    }
  }

  close(inputId: string, outcome?: Outcome): void {
    this.#outcomes.set(inputId, outcome ?? this.#outcomes.get(inputId))
    for (const oldest of this.#outcomes.keys()) {
      if (this.#outcomes.size <= REMEMBERED) break
      this.#outcomes.delete(oldest)
    }
    const open = this.#open.filter((question) => question.inputId !== inputId)
    if (open.length < this.#open.length) this.#set(open)
  }

  clear(): void {
    this.#outcomes.clear()
    this.#set([])
  }

  /** With its deadline by this machine's clock. */
  #timed(question: OpenQuestion): OpenQuestion {
    return this.#ahead === Infinity ? question : { ...question, expiresAt: question.expiresAt + this.#ahead }
  }

  #set(open: readonly OpenQuestion[]): void {
    clearTimeout(this.#timer)
    const same = open === this.#open || open.length + this.#open.length === 0
    this.#open = open
    const wait = Math.min(...open.map(({ expiresAt }) => expiresAt)) - Date.now()
    if (open.length > 0) this.#timer = setTimeout(() => this.#expire(), Math.min(wait, LONGEST))
    if (!same) this.#changed(open)
  }

  #expire(): void {
    const late = this.#open.filter(({ expiresAt }) => expiresAt <= Date.now())
    for (const { inputId } of late) this.close(inputId, 'expired')
    // The timer cannot wait that long, or was early.
    if (late.length === 0) this.#set(this.#open)
  }
}
