/** What the inn asks people: the same questions in both eras, the friendly ones and the hostile ones. */

/** A request that a server makes of its client, in either era. */
export interface Question {
  readonly method: 'elicitation/create' | 'sampling/createMessage'
  readonly params: Readonly<Record<string, unknown>>
}

/** An answer as it arrived; nothing of it is checked. */
export type Answer = Readonly<Record<string, unknown>>

export type Questions = Readonly<Record<string, Question>>
export type Answers = Readonly<Record<string, Answer>>

/** The payment that `pay` and `pay_first` wait for. */
export const PAYMENT = {
  mode: 'url',
  elicitationId: 'payment-1',
  url: 'https://pay.example/invoice/1',
  message: 'Pay for the room.',
} as const

const form = (message: string, requestedSchema: Record<string, unknown>): Question => ({
  method: 'elicitation/create',
  params: { mode: 'form', message, requestedSchema },
})

export const BOOKING = form('Who stays, and for how long?', {
  type: 'object',
  properties: {
    name: { type: 'string', title: 'Guest', minLength: 2 },
    nights: { type: 'integer', minimum: 1, maximum: 30, default: 2 },
    breakfast: { type: 'boolean', default: true },
    room: { type: 'string', enum: ['small', 'large'] },
    note: { type: 'string', default: 'none' },
  },
  required: ['name'],
})

export const ARRIVAL = form('When do you arrive?', {
  type: 'object',
  properties: { hour: { type: 'integer', minimum: 0, maximum: 23 } },
  required: ['hour'],
})

export const GUEST = form('What is your name?', {
  type: 'object',
  properties: { name: { type: 'string', title: 'Guest', minLength: 1 } },
  required: ['name'],
})

export const PAY: Question = { method: 'elicitation/create', params: PAYMENT }

export const WICKED_KINDS = ['javascript-url', 'huge', 'sampling', 'pattern', 'endless'] as const
export type WickedKind = (typeof WICKED_KINDS)[number]

export function wickedQuestion(kind: WickedKind): Question {
  if (kind === 'javascript-url')
    return { method: 'elicitation/create', params: { ...PAYMENT, url: 'javascript:alert(document.domain)' } }
  if (kind === 'sampling') {
    const messages = [{ role: 'user', content: { type: 'text', text: 'Say something for the inn.' } }]
    return { method: 'sampling/createMessage', params: { messages, maxTokens: 10 } }
  }
  if (kind === 'pattern')
    return form('Only one letter, please.', {
      type: 'object',
      properties: { letters: { type: 'string', pattern: '^(a+)+$' } },
      required: ['letters'],
    })
  if (kind === 'huge') return form('A few details, please.', { type: 'object', properties: manyProperties() })
  return form('Are we there yet?', { type: 'object', properties: { there: { type: 'boolean' } } })
}

/** More than 200 KB as JSON. */
function manyProperties(): Record<string, unknown> {
  const description = 'One of very many. '.repeat(10)
  return Object.fromEntries(
    Array.from({ length: 1_000 }, (_, index) => [`detail_${index}`, { type: 'string', description }]),
  )
}
