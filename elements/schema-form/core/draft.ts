import type { Field } from './fields.ts'
import { equal, isObject } from './json.ts'
import type { JsonObject } from './json.ts'

/**
 * What a person has filled in so far, one per field that was opened; typed text is kept as typed.
 *
 * - `unset`: absent from the value.
 * - `null`: JSON's null.
 * - `value`: by the kind of the field: `text`, `choice`, `properties` with `rows`, or `items`. A union is whatever its
 *   chosen branch is.
 * - `json`: `text` is JSON. Any field can be in this state: the way out for values that do not fit the field.
 */
export interface Draft {
  readonly id: number
  readonly field: Field
  parent: Draft | undefined
  /** The name of the property that it is. */
  readonly name: string | undefined
  /** Must be in the value whenever its parent is. */
  readonly required: boolean
  state: 'unset' | 'null' | 'value' | 'json'
  text: string
  /** Index of the option or branch, -1 for none. */
  choice: number
  readonly properties: Map<string, Draft>
  rows: Row[]
  items: Draft[]
  /** Branches that were chosen before keep what was typed. */
  readonly branches: Map<number, Draft>
  /** A person changed it, so its mistakes may be told. */
  touched: boolean
}

/** An entry of a map: its name is a field too. */
export interface Row {
  readonly name: Draft
  readonly value: Draft
}

let lastId = 0

/** Deeper than this, required parts wait to be opened: recursive schemas would not end. */
const maxOpenDepth = 12

/** And where so many would be opened at once. */
const maxOpen = 2_000

export function createDraft(field: Field, required: boolean, parent?: Draft, name?: string): Draft {
  const draft: Draft = {
    id: ++lastId,
    field,
    parent,
    name,
    required,
    state: 'unset',
    text: '',
    choice: -1,
    properties: new Map(),
    rows: [],
    items: [],
    branches: new Map(),
    touched: false,
  }
  if (field.kind === 'union' && isText(field.branches[0]?.())) draft.choice = 0
  if (required && !isEndless(draft)) open(draft)
  return draft
}

const isText = (field: Field | undefined): boolean => field?.kind === 'string' || field?.kind === 'number'

function isEndless(draft: Draft): boolean {
  let depth = 0
  let siblings = 1
  for (let up = draft.parent; up; up = up.parent) {
    if (up.field.kind === 'object') siblings *= up.field.properties.filter(({ required }) => required).length || 1
    if (++depth > maxOpenDepth || siblings > maxOpen || up.field === draft.field) return true
  }
  return false
}

/** Makes present what needs no answer: an object, or the only value there is. */
export function open(draft: Draft): void {
  const { field } = draft
  if (field.kind === 'object') {
    draft.state = 'value'
    for (const { name, required, field: child } of field.properties) {
      if (!draft.properties.has(name)) draft.properties.set(name, createDraft(child, required, draft, name))
    }
  } else if (field.kind === 'choice' && field.options.length === 1) choose(draft, 0)
}

/** Leaves a field out, or takes it back out of JSON, open where it must be there; its parts keep what was typed. */
export function unset(draft: Draft): void {
  draft.state = 'unset'
  draft.text = ''
  if (draft.required) open(draft)
}

export function setText(draft: Draft, text: string): void {
  draft.text = text
  draft.state = text === '' ? 'unset' : 'value'
}

/** Switches between null and whatever was there before. */
export function toggleNull(draft: Draft): void {
  const { field, state } = draft
  if (state !== 'null') draft.state = 'null'
  else if (field.kind === 'array') draft.state = draft.items.length > 0 ? 'value' : 'unset'
  else if (field.kind === 'object') draft.state = draft.properties.size + draft.rows.length > 0 ? 'value' : 'unset'
  else setText(draft, draft.text)
}

/** Switches between absent and the empty text or list. */
export function toggleEmpty(draft: Draft): void {
  const empty = isEmpty(draft)
  draft.text = ''
  draft.items = []
  draft.state = empty ? 'unset' : 'value'
}

export const isEmpty = (draft: Draft): boolean =>
  draft.state === 'value' && (draft.field.kind === 'array' ? draft.items.length === 0 : draft.text === '')

/** Chooses an option, or the branch of a union; -1 for none. */
export function choose(draft: Draft, index: number): void {
  draft.choice = index
  draft.state = index < 0 ? 'unset' : 'value'
  const branch = chosenBranch(draft)
  if (branch) open(branch)
}

export function chosenBranch(draft: Draft): Draft | undefined {
  const { field, choice } = draft
  if (field.kind !== 'union' || choice < 0) return
  const known = draft.branches.get(choice)
  const make = field.branches[choice]
  if (known || !make) return known
  const branch = createDraft(make(), draft.required, draft)
  draft.branches.set(choice, branch)
  return branch
}

export function addRow(draft: Draft): Row | undefined {
  if (draft.field.kind !== 'object') return
  const { names, extra } = draft.field
  open(draft)
  const row = { name: createDraft(names, true, draft), value: createDraft(extra ?? names, true, draft) }
  open(row.value)
  draft.rows.push(row)
  return row
}

/** Loads a value into a list or a union; `false` where it does not fit. */
export type PartLoader = (draft: Draft, value: unknown) => boolean

/** Replaces what is in a draft by a value. What does not fit its field is kept as JSON, and so is what needs `parts`. */
export function load(draft: Draft, value: unknown, parts?: PartLoader): void {
  const { field } = draft
  draft.state = 'value'
  draft.items = []
  draft.rows = []
  draft.properties.clear()
  if (value === null && field.nullable) draft.state = 'null'
  else if (field.kind === 'string' && typeof value === 'string') draft.text = value
  else if (field.kind === 'number' && typeof value === 'number') draft.text = String(value)
  else if (field.kind === 'choice' && optionOf(field, value) >= 0) draft.choice = optionOf(field, value)
  else if (field.kind === 'object' && isObject(value)) loadObject(draft, value, parts)
  else if (!parts?.(draft, value)) {
    draft.state = 'json'
    draft.text = JSON.stringify(value, null, 2)
  }
}

function loadObject(draft: Draft, value: JsonObject, parts?: PartLoader): void {
  open(draft)
  for (const name of Object.keys(value)) {
    const child = draft.properties.get(name)
    if (child) {
      load(child, value[name], parts)
      continue
    }
    const row = addRow(draft)
    if (!row) continue
    load(row.name, name, parts)
    load(row.value, value[name], parts)
  }
}

/** Which option a value is, -1 for none. */
export const optionOf = (field: Extract<Field, { kind: 'choice' }>, value: unknown): number =>
  field.options.findIndex((option) => equal(option.value, value))
