/** The form's core: whatever a server says a tool takes, and whatever a person or a page fills in. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createField } from '../../elements/schema-form/core/builder.ts'
import {
  addRow,
  choose,
  chosenBranch,
  setText,
  toggleEmpty,
  toggleNull,
  unset,
} from '../../elements/schema-form/core/draft.ts'
import type { Draft } from '../../elements/schema-form/core/draft.ts'
import { addItem, removeItem, removeRow } from '../../elements/schema-form/core/edits.ts'
import { FormState } from '../../elements/schema-form/core/form-state.ts'
import { parseJson, parseNumber } from '../../elements/schema-form/core/json.ts'
import { loadParts } from '../../elements/schema-form/core/load-parts.ts'
import { TIMEOUT, tries } from './runs.ts'
import { name, object, schemas } from './schemas.ts'

const rich = { createField, loadParts }
const any = schemas(true)
/** Where something is required, what is the only possible value is filled in. */
const free = schemas(false)

const LEVELS = 40
const levels = (of: (below: object) => object): object =>
  Object.fromEntries(Array.from({ length: LEVELS }, (_, level) => [`l${level}`, of({ $ref: `#/$defs/l${level + 1}` })]))
const twenty = Array.from({ length: 20 }, (_, index) => `p${index}`)
const branching = (part: object) => Object.fromEntries(twenty.map((word) => [word, part]))

/** Small to write, and endless or as good as endless to spell out. */
const ENDLESS: Readonly<Record<string, object>> = {
  'itself twice': { allOf: [{ $ref: '#' }, { $ref: '#' }] },
  'two of the next, forty times': {
    allOf: [{ $ref: '#/$defs/l0' }],
    $defs: levels((below) => ({ allOf: [below, below] })),
  },
  'twenty required copies of itself': { type: 'object', required: twenty, properties: branching({ $ref: '#' }) },
  'twenty required copies, each put together anew': {
    type: 'object',
    required: twenty,
    properties: branching({ allOf: [{ $ref: '#' }, { properties: branching({ title: 'x' }) }] }),
  },
  'a choice of itself': { anyOf: [{ type: 'object', properties: { a: { type: 'number' } } }, { $ref: '#' }] },
  'itself or null, under any name': { additionalProperties: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
  'a choice of choices of itself': {
    properties: { a: { anyOf: Array.from({ length: 30 }, () => ({ $ref: '#/properties/a' })) } },
  },
  'lists of choices of lists': {
    properties: {
      a: { type: 'array', items: { anyOf: Array.from({ length: 30 }, () => ({ $ref: '#/properties/a' })) } },
    },
  },
}

it.each(Object.keys(ENDLESS))('a schema of %s is a form all the same, and loads what it is given', (which) => {
  const value = { a: [[[['x'], 'x'], { a: 'x' }]], p1: { p2: 5 } }
  const form = new FormState(ENDLESS[which], rich)
  expect([...drafts(form.draft)].length).toBeLessThan(50_000)
  form.replace(value)
  expect(form.value).toMatchObject(value)
})

/** JSON as it goes over the wire: -0 is 0 there. */
const overTheWire = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)))

it('a value that is loaded comes out again as it was, whatever the schema', { timeout: TIMEOUT }, () =>
  tries(
    'the form core, loading',
    3_000,
    fc.asyncProperty(free, object, async (schema, loaded) => {
      const value = overTheWire(loaded)
      const form = new FormState(schema, rich)
      form.replace(value)
      expect(overTheWire(form.value)).toEqual(value)
    }),
  ),
)

it('a value survives the moment at which the builder arrives', { timeout: TIMEOUT }, () =>
  tries(
    'the form core, loading in two steps',
    2_000,
    fc.asyncProperty(free, object, async (schema, loaded) => {
      const value = overTheWire(loaded)
      const form = new FormState(schema)
      form.replace(value)
      expect(overTheWire(form.value)).toEqual(value)
      form.enrich(rich)
      expect(overTheWire(form.value)).toEqual(value)
    }),
  ),
)

it('nothing is in the value that nobody filled in, and only what is required is missed', { timeout: TIMEOUT }, () =>
  tries(
    'the form core, untouched',
    3_000,
    fc.asyncProperty(fc.dictionary(name, any, { maxKeys: 4, noNullPrototype: true }), async (properties) => {
      const form = new FormState({ type: 'object', properties }, rich)
      expect(form.value).toEqual({})
      expect(form.reading.problems).toEqual([])
    }),
  ),
)

/** All drafts that a person has before them. */
function* drafts(root: Draft): Generator<Draft> {
  yield root
  const branch = chosenBranch(root)
  const rows = root.rows.flatMap((row) => [row.name, row.value])
  for (const part of [...root.properties.values(), ...rows, ...root.items, ...(branch ? [branch] : [])])
    yield* drafts(part)
}

const typed = fc.oneof(fc.string(), fc.constantFrom('5', '-1.5e3', '{"a":[]}', '9007199254740993', '{', 'true', ' 7 '))

/** One thing that a person does to the field that `at` points to; what the field does not offer, nobody does. */
const edit = fc.record({ at: fc.nat(40), how: fc.nat(8), which: fc.integer({ min: -1, max: 4 }), text: typed })

function apply(root: Draft, { at, how, which, text }: { at: number; how: number; which: number; text: string }): Draft {
  const all = [...drafts(root)]
  const draft = all[at % all.length]!
  const { kind } = draft.field
  if (how === 0 && kind === 'array') addItem(draft)
  else if (how === 1 && draft.items.length > 0) removeItem(draft, draft.items[at % draft.items.length]!)
  else if (how === 2 && kind === 'object') addRow(draft)
  else if (how === 3 && draft.rows.length > 0) removeRow(draft, draft.rows[at % draft.rows.length]!)
  else if (how === 4 && draft.field.nullable) toggleNull(draft)
  else if (how === 5 && (kind === 'string' || kind === 'array')) toggleEmpty(draft)
  else if (how === 6) unset(draft)
  else if (draft.field.kind === 'choice') choose(draft, Math.min(which, draft.field.options.length - 1))
  else if (draft.field.kind === 'union') choose(draft, Math.min(which, draft.field.branches.length - 1))
  else if (kind === 'string' || kind === 'number' || kind === 'json') setText(draft, text)
  return draft
}

it('what a person fills in is a value that can be sent, and filled in again', { timeout: TIMEOUT }, () =>
  tries(
    'the form core, filling in',
    2_000,
    fc.asyncProperty(any, fc.array(edit, { maxLength: 12 }), async (schema, edits) => {
      const form = new FormState(schema, rich)
      for (const one of edits) form.edited(apply(form.draft, one))
      const { value, problems } = form.reading
      expect(overTheWire(value)).toEqual(value)
      for (const { pointer, draft } of problems) expect([...drafts(form.draft)], pointer).toContain(draft)
      if (problems.length > 0 || value === undefined) return
      const again = new FormState(schema, rich)
      again.replace(value)
      expect(again.value).toEqual(value)
    }),
  ),
)

it('no number is rounded in silence', { timeout: TIMEOUT }, () =>
  tries(
    'the form core, numbers',
    5_000,
    fc.asyncProperty(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), async (integer) => {
      const text = String(integer)
      const read = parseNumber(text)
      expect(read).toBeDefined()
      if (read!.exact) expect(BigInt(read!.value)).toBe(integer)
      else expect(BigInt(read!.value) === integer).toBe(false)
      const parsed = parseJson(`{"a":[${text}]}`)
      expect('value' in parsed).toBe(read!.exact)
    }),
  ),
)
