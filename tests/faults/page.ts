/** A page as far as its event stream goes: the client that the elements use, and what came of the log. */
import { SSEClient } from '../../elements/core/sse-client.ts'
import type { Author } from './numbered.ts'

export class Page {
  readonly client: SSEClient
  /** Of the numbered events, as they came. */
  readonly numbers: number[] = []
  /** Times that the stream could not go on where it stood. */
  resets = 0
  /** Times that it has been opened. */
  opened = 0

  constructor(base: string, user: string) {
    this.client = new SSEClient({ url: base, headers: { cookie: `login=${user}` } })
    this.client.addEventListener('snapshot', ({ detail }) => {
      if (this.opened++ > 0 && !detail.resumed) this.resets++
    })
    this.client.addEventListener('connection', ({ detail }) => {
      if (detail.type === 'prompts_changed') this.numbers.push(detail.timestamp)
    })
    this.client.connect()
  }

  get isOpen(): boolean {
    return this.client.status === 'open' && this.opened > 0
  }

  close(): void {
    this.client.disconnect()
  }
}

/** What was written and did not come, came twice, or came too early or from nowhere. */
export interface Faults {
  lost: number
  doubled: number
  disordered: number
  resets: number
}

export function faultsOf({ numbers, resets }: Page, { sure, unsure }: Author): Faults {
  const seen = new Set(numbers)
  const known = new Set([...sure, ...unsure])
  return {
    lost: sure.filter((number) => !seen.has(number)).length,
    doubled: numbers.length - seen.size,
    disordered: numbers.filter((number, index) => !known.has(number) || number < (numbers[index - 1] ?? -1)).length,
    resets,
  }
}

export const NONE: Faults = { lost: 0, doubled: 0, disordered: 0, resets: 0 }

export const sumOf = (all: readonly Faults[]): Faults =>
  all.reduce(
    (sum, one) => ({
      lost: sum.lost + one.lost,
      doubled: sum.doubled + one.doubled,
      disordered: sum.disordered + one.disordered,
      resets: sum.resets + one.resets,
    }),
    NONE,
  )
