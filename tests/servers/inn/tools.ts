/** The inn's tools as `tools/list` shows them, as plain JSON: the SDKs' builders would drop what `rich` carries. */
import { WICKED_KINDS } from './questions.ts'

/** A tool on the wire. */
export interface ToolJson {
  readonly name: string
  readonly title?: string
  readonly description?: string
  readonly inputSchema: Readonly<Record<string, unknown>>
  readonly outputSchema?: Readonly<Record<string, unknown>>
  readonly annotations?: Readonly<Record<string, unknown>>
  readonly icons?: readonly unknown[]
  readonly _meta?: Readonly<Record<string, unknown>>
}

export type Era = 'legacy' | 'modern'

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

export const ICONS = [
  { src: PIXEL, mimeType: 'image/png', sizes: ['1x1'] },
  { src: 'https://inn.example/icon.png', mimeType: 'image/png', sizes: ['48x48'] },
]

const READS = { readOnlyHint: true }
const WRITES = { readOnlyHint: false, destructiveHint: false }

const input = (
  properties: Record<string, unknown> = {},
  required: readonly string[] = [],
): ToolJson['inputSchema'] => ({
  type: 'object',
  properties,
  required,
})
const milliseconds = (byDefault: number): unknown => ({ type: 'integer', minimum: 0, default: byDefault })

const COMMON: readonly ToolJson[] = [
  { name: 'book', description: 'Asks who stays.', inputSchema: input(), annotations: WRITES },
  {
    name: 'book_twice',
    description: 'Asks who stays, then when they arrive.',
    inputSchema: input(),
    annotations: WRITES,
  },
  {
    name: 'book_both',
    description: 'Asks who stays and when they arrive at once.',
    inputSchema: input(),
    annotations: WRITES,
  },
  { name: 'pay', description: 'Sends the guest to the till.', inputSchema: input(), annotations: WRITES },
  {
    name: 'wicked',
    description: 'Asks what nobody should be asked.',
    inputSchema: input({ kind: { type: 'string', enum: WICKED_KINDS } }, ['kind']),
    annotations: READS,
  },
  {
    name: 'count',
    description: 'Counts, and says so at each step.',
    inputSchema: input({ steps: { type: 'integer', minimum: 0, default: 3 }, delayMs: milliseconds(0) }),
    annotations: READS,
  },
  {
    name: 'slow',
    description: 'Takes its time and says nothing.',
    inputSchema: input({ delayMs: milliseconds(1_000) }),
    annotations: READS,
  },
  { name: 'tally', description: 'Tells how often it has run.', inputSchema: input(), annotations: READS },
  { name: 'shout', description: 'Says nothing about what it does.', inputSchema: input() },
  {
    name: 'burn',
    description: 'Burns the guest book.',
    inputSchema: input(),
    annotations: { destructiveHint: true },
  },
  { name: 'write', description: 'Writes into the guest book.', inputSchema: input(), annotations: WRITES },
  {
    name: 'rich',
    title: 'Rich tool',
    description: 'Carries everything that a tool may carry.',
    icons: ICONS,
    annotations: { title: 'Rich by annotation', readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    _meta: { 'inn.example/shelf': { row: 3 } },
    inputSchema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'object',
      $defs: { guest: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
      properties: {
        guest: { $ref: '#/$defs/guest' },
        stay: { type: 'string', enum: ['day', 'night'] },
        hours: { type: 'integer', 'x-unit': 'h' },
      },
      if: { properties: { stay: { const: 'day' } }, required: ['stay'] },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { required: ['hours'] },
      else: { properties: { hours: { maximum: 24 } } },
      'x-vendor': { widget: 'calendar' },
      unheardOf: true,
    },
    outputSchema: {
      type: 'object',
      properties: { room: { type: 'string' }, price: { type: 'number' } },
      required: ['room', 'price'],
    },
  },
]

const LEGACY: readonly ToolJson[] = [
  { name: 'pay_first', description: 'Wants the money first.', inputSchema: input(), annotations: WRITES },
  {
    name: 'ask_later',
    description: 'Asks on the stream of the session, not on that of the call.',
    inputSchema: input(),
    annotations: WRITES,
  },
  {
    name: 'impatient',
    description: 'Asks, and takes the question back.',
    inputSchema: input({ timeoutMs: milliseconds(300) }),
    annotations: WRITES,
  },
]

/** `Mcp-Param-<header>` carries the region beside the body (SEP-2243). */
const routed = (header: string): ToolJson => ({
  name: 'routed',
  description: 'Tells by which header it was reached.',
  inputSchema: input({ region: { type: 'string', 'x-mcp-header': header } }, ['region']),
  annotations: READS,
})

export const SHIFTY: ToolJson = {
  name: 'shifty',
  title: 'Shifty tool',
  description: 'Is not what it was.',
  inputSchema: input(),
  annotations: READS,
}

const dummy = (index: number): ToolJson => ({
  name: `dummy_${index}`,
  description: `One of many, number ${index}.`,
  inputSchema: input(),
  annotations: READS,
})

/** All tools of an inn; `shifty` as it is now, and the name of `routed`'s header as it is now. */
export const toolsOf = (era: Era, shifty: ToolJson, header: string, dummies: number): readonly ToolJson[] => [
  ...COMMON,
  shifty,
  ...(era === 'legacy' ? LEGACY : [routed(header)]),
  ...Array.from({ length: dummies }, (_, index) => dummy(index)),
]
