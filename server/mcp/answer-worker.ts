/** Checks answers in a thread of its own; see answer-check.ts. */
import { parentPort } from 'node:worker_threads'
import { type Schema, Validator } from '@cfworker/json-schema'
import type { Check, Checked } from './answer-check.ts'

/** What is said of a fault, by the keyword that found it. Nothing of the schema's own text is repeated. */
const WORDS: Readonly<Record<string, string>> = {
  type: 'it has another type than asked for.',
  required: 'it is missing.',
  enum: 'it is none of the choices.',
  const: 'it is none of the choices.',
  minLength: 'it is too short.',
  maxLength: 'it is too long.',
  minimum: 'it is too small.',
  maximum: 'it is too large.',
  exclusiveMinimum: 'it is too small.',
  exclusiveMaximum: 'it is too large.',
  minItems: 'it has too few entries.',
  maxItems: 'it has too many entries.',
  format: 'it has another form than asked for.',
  pattern: 'it has another form than asked for.',
}

/** Keywords whose fault is told by another one, at the field itself. */
const OUTER = new Set(['properties', 'items', 'additionalProperties', 'anyOf', 'oneOf', 'allOf', 'if', '$ref'])
/** Faults that are told. */
const MOST = 50

function faultsOf({ schema, content }: Check): Record<string, string> {
  const { valid, errors } = new Validator(schema as Schema, '2020-12', false).validate(content)
  if (valid) return {}
  const named = errors.filter(({ keyword }) => !OUTER.has(keyword)).slice(0, MOST)
  const faults = Object.fromEntries(
    named.map(({ keyword, instanceLocation, error }) => {
      const at = instanceLocation.replace(/^#/, '')
      const property = keyword === 'required' ? /required property "(.*)"/s.exec(error)?.[1] : undefined
      const pointer = property === undefined ? at : `${at}/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`
      return [pointer, WORDS[keyword] ?? 'it does not fit.']
    }),
  )
  return Object.keys(faults).length > 0 ? faults : { '': 'it does not fit.' }
}

parentPort?.on('message', (check: Check) => {
  let errors: Record<string, string>
  try {
    errors = faultsOf(check)
  } catch {
    // A schema that cannot be read decides nothing.
    errors = {}
  }
  parentPort?.postMessage({ id: check.id, errors } satisfies Checked)
})
