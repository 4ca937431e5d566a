import { define, isObject, parseJson, parseNumber, pointerStep } from './json.ts'
import { chosenBranch } from './draft.ts'
import type { Draft } from './draft.ts'
import type { FieldOf } from './fields.ts'

/** A mistake, named by the term that says it and what that term needs. */
export interface Problem {
  readonly pointer: string
  readonly draft: Draft
  readonly term: ProblemTerm
  readonly args: readonly (string | number)[]
}

export type ProblemTerm =
  | 'formRequired'
  | 'formNotAnObject'
  | 'formChoose'
  | 'formAddOne'
  | 'formNotANumber'
  | 'formNotAnInteger'
  | 'formTooBig'
  | 'formAtLeast'
  | 'formAtMost'
  | 'formMoreThan'
  | 'formLessThan'
  | 'formMultipleOf'
  | 'formTooShort'
  | 'formTooLong'
  | 'formTooFew'
  | 'formTooMany'
  | 'formJsonInvalid'
  | 'formNameTwice'
  | 'formNameRefused'

export interface Reading {
  /** `undefined` where there is none. Parts with problems may be missing from it. */
  readonly value: unknown
  readonly problems: readonly Problem[]
  /** What would be in the value, had it been filled in, or filled in rightly. */
  readonly missing: readonly Draft[]
  /** The draft at each JSON pointer of the value. */
  readonly drafts: ReadonlyMap<string, Draft>
}

/** The value that a draft stands for, and what is wrong with it by the checks that need no validator. */
export function read(root: Draft): Reading {
  const reader = new Reader()
  const value = reader.read(root, '')
  const { problems, missing, drafts } = reader
  return { value, problems, missing, drafts }
}

/** The draft at a pointer, or at the nearest place above it that has one. */
export function draftAt(drafts: ReadonlyMap<string, Draft>, pointer: string): Draft | undefined {
  for (let at = pointer; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const draft = drafts.get(at)
    if (draft || at === '') return draft
  }
}

class Reader {
  readonly problems: Problem[] = []
  readonly missing: Draft[] = []
  readonly drafts = new Map<string, Draft>()

  read(draft: Draft, pointer: string): unknown {
    this.drafts.set(pointer, draft)
    const { field, state } = draft
    const branch = chosenBranch(draft)
    if (state === 'null') return null
    if (state === 'json' || (field.kind === 'json' && state === 'value')) return this.#json(draft, pointer)
    if (branch) return this.read(branch, pointer)
    if (state === 'unset') {
      return draft.required ? this.#miss(draft, pointer, missing(draft)) : undefined
    }
    switch (field.kind) {
      case 'string':
        return this.#string(draft, pointer)
      case 'number':
        return this.#number(draft, field, pointer)
      case 'choice':
        return field.options[draft.choice]?.value
      case 'object':
        return this.#object(draft, field, pointer)
      case 'array':
        return this.#array(draft, pointer)
      default:
        return
    }
  }

  #fail(draft: Draft, pointer: string, term: ProblemTerm, ...args: (string | number)[]): void {
    this.problems.push({ pointer, draft, term, args })
  }

  /** There is no value. */
  #miss(draft: Draft, ...why: [pointer: string, term: ProblemTerm, ...args: string[]]): undefined {
    this.#fail(draft, ...why)
    this.missing.push(draft)
  }

  #json(draft: Draft, pointer: string): unknown {
    const parsed = parseJson(draft.text)
    if (!('value' in parsed)) return this.#miss(draft, pointer, parsed.error, parsed.detail)
    const { kind, schema } = draft.field
    const needsObject = !draft.parent && (kind === 'object' || schema.type === 'object')
    if (needsObject && !isObject(parsed.value)) this.#fail(draft, pointer, 'formNotAnObject')
    return parsed.value
  }

  #string(draft: Draft, pointer: string): string {
    const { minLength, maxLength } = draft.field.schema
    const length = [...draft.text].length
    if (typeof minLength === 'number' && length < minLength)
      this.#fail(draft, pointer, 'formTooShort', minLength, length)
    if (typeof maxLength === 'number' && length > maxLength)
      this.#fail(draft, pointer, 'formTooLong', maxLength, length)
    return draft.text
  }

  #number(draft: Draft, field: FieldOf<'number'>, pointer: string): number | undefined {
    const number = parseNumber(draft.text)
    if (!number) return this.#miss(draft, pointer, field.integer ? 'formNotAnInteger' : 'formNotANumber')
    const { value } = number
    if (!number.exact) return this.#miss(draft, pointer, 'formTooBig', draft.text.trim())
    if (field.integer && !Number.isInteger(value)) this.#fail(draft, pointer, 'formNotAnInteger')
    const broken = limits(field, value).find(([, limit, ok]) => typeof limit === 'number' && !ok)
    if (broken) this.#fail(draft, pointer, broken[0], Number(broken[1]))
    return value
  }

  #object(draft: Draft, field: FieldOf<'object'>, pointer: string): object {
    const object = {}
    for (const { name } of field.properties) {
      const child = draft.properties.get(name)
      const value = child && this.read(child, pointer + pointerStep(name))
      if (value !== undefined) define(object, name, value)
    }
    for (const row of draft.rows) {
      const name = this.read(row.name, pointer)
      if (typeof name !== 'string') continue
      const place = pointer + pointerStep(name)
      if (Object.hasOwn(object, name) || draft.properties.has(name)) this.#fail(row.name, place, 'formNameTwice', name)
      else if (!field.extra) this.#fail(row.name, place, 'formNameRefused')
      const value = this.read(row.value, place)
      if (value !== undefined) define(object, name, value)
    }
    // The names of entries have no place of their own in the value.
    this.drafts.set(pointer, draft)
    return object
  }

  #array(draft: Draft, pointer: string): unknown[] {
    const { minItems, maxItems } = draft.field.schema
    const count = draft.items.length
    if (typeof minItems === 'number' && count < minItems) this.#fail(draft, pointer, 'formTooFew', minItems)
    if (typeof maxItems === 'number' && count > maxItems) this.#fail(draft, pointer, 'formTooMany', maxItems)
    return draft.items.map((item, i) => this.read(item, pointer + pointerStep(i))).filter((item) => item !== undefined)
  }
}

function missing({ field }: Draft): ProblemTerm {
  if (field.kind === 'choice' || field.kind === 'union') return 'formChoose'
  return field.kind === 'array' ? 'formAddOne' : 'formRequired'
}

type Limit = readonly [term: ProblemTerm, limit: unknown, ok: boolean]

/** Bounds, in the way of draft 4 too, where `exclusiveMinimum` is a boolean. Those that are no numbers do not count. */
function limits({ schema }: FieldOf<'number'>, value: number): Limit[] {
  const int32 = schema.format === 'int32'
  const { minimum = int32 && -(2 ** 31), maximum = int32 && 2 ** 31 - 1 } = schema
  const { exclusiveMinimum, exclusiveMaximum, multipleOf } = schema
  const above = exclusiveMinimum === true ? minimum : exclusiveMinimum
  const below = exclusiveMaximum === true ? maximum : exclusiveMaximum
  return [
    ['formMoreThan', above, value > Number(above)],
    ['formLessThan', below, value < Number(below)],
    ['formAtLeast', minimum, value >= Number(minimum)],
    ['formAtMost', maximum, value <= Number(maximum)],
    ['formMultipleOf', multipleOf, isMultiple(value, Number(multipleOf))],
  ]
}

/** Allows for the error of binary fractions: 0.3 is a multiple of 0.1. */
function isMultiple(value: number, of: number): boolean {
  const quotient = value / of
  return (
    !Number.isFinite(quotient) || Math.abs(quotient - Math.round(quotient)) <= 1e-9 * Math.max(1, Math.abs(quotient))
  )
}
