import { chosenBranch, createDraft, load, optionOf } from './draft.ts'
import type { Draft } from './draft.ts'
import type { Field } from './fields.ts'
import { isObject, own } from './json.ts'

/** Loads a value into a list or a union; `false` where it does not fit. */
export function loadParts(draft: Draft, value: unknown): boolean {
  const { field } = draft
  if (field.kind === 'array' && Array.isArray(value) && value.every((_, i) => field.item(i))) {
    draft.items = value.map((item, i) => {
      const child = createDraft(field.item(i) ?? field, true, draft)
      load(child, item, loadParts)
      return child
    })
    return true
  }
  if (field.kind !== 'union' || isLoop(draft)) return false
  const index = branchFor(field.branches, value)
  if (index < 0) return false
  draft.choice = index
  const branch = chosenBranch(draft)
  if (branch) load(branch, value, loadParts)
  return true
}

/** Unions in unions that have led nowhere: one that names itself would lead on for ever. */
function isLoop(draft: Draft): boolean {
  let depth = 0
  for (let up = draft.parent; up?.field.kind === 'union'; up = up.parent) if (++depth > maxUnions) return true
  return false
}

const maxUnions = 8

/** Comparisons that finding a branch may take; where they do not suffice, the value is kept as JSON. */
const maxComparisons = 20_000

/**
 * The first branch that knows all names in a value, else the first that it fits, else the first of its type, else -1.
 * Unions in unions come last: they may loop.
 */
function branchFor(branches: readonly (() => Field)[], value: unknown): number {
  const fields = branches.map((branch) => branch())
  const left = { comparisons: maxComparisons }
  const find = (depth: number, unions: boolean, strict: boolean): number =>
    fields.findIndex((field) => (field.kind === 'union') === unions && fits(field, value, depth, strict, left))
  const found = [find(3, false, true), find(3, false, false), find(3, true, false), find(0, false, false)]
  return found.find((index) => index >= 0) ?? -1
}

/** Whether a value looks like one of a field's, as deep as told: enough to tell branches apart. */
function fits(field: Field, value: unknown, depth: number, strict: boolean, left: { comparisons: number }): boolean {
  if (left.comparisons-- <= 0) return false
  if (value === null && field.nullable) return true
  switch (field.kind) {
    case 'string':
      return typeof value === 'string'
    case 'number':
      return typeof value === 'number' && (!field.integer || Number.isInteger(value))
    case 'choice':
      return optionOf(field, value) >= 0
    case 'array':
      return (
        Array.isArray(value) &&
        (depth === 0 ||
          value.every((item, i) => {
            const child = field.item(i)
            return child !== undefined && fits(child, item, depth - 1, strict, left)
          }))
      )
    case 'object': {
      if (!isObject(value)) return false
      if (depth === 0) return true
      const names = new Set(field.properties.map(({ name }) => name))
      return (
        field.properties.every(({ name, required, field: child }) =>
          Object.hasOwn(value, name) ? fits(child, own(value, name), depth - 1, strict, left) : !required,
        ) && Object.keys(value).every((name) => names.has(name) || (strict ? field.open : field.extra !== undefined))
      )
    }
    case 'union':
      return depth > 0 && field.branches.some((branch) => fits(branch(), value, depth - 1, strict, left))
    case 'json':
      return true
  }
}
