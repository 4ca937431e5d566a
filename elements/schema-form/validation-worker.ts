import { Validator } from '@cfworker/json-schema'
import type { Schema, SchemaDraft } from '@cfworker/json-schema'

/**
 * Where this file is, so that the page can start it as a worker. The page imports it for that alone: patterns come
 * from servers, and one like `^(a+)+$` would hang whoever runs it.
 */
export const url: string = import.meta.url

export interface ValidationRequest {
  readonly schema: unknown
  readonly value: unknown
}

/** What the worker posts: first that it is there, then an answer for each request. */
export type ValidationMessage = 'ready' | readonly Finding[]

export interface Finding {
  /** JSON pointer into the value. */
  readonly pointer: string
  readonly keyword: string
  /** Somebody else's words for it. */
  readonly message?: string
}

/** Errors of these say only that something below them failed, or that a branch was not meant. */
const secondary = new Set(
  (
    '$ref properties patternProperties additionalProperties items prefixItems allOf anyOf oneOf if then else not ' +
    'type const enum required'
  ).split(' '),
)

function validate({ schema, value }: ValidationRequest): Finding[] {
  const validator = new Validator(schema as Schema, draftOf(schema), false)
  const { errors } = validator.validate(value)
  const primary = errors.filter(({ keyword }) => !secondary.has(keyword))
  const found = new Map<string, Finding>()
  for (const error of primary.length > 0 ? primary : errors) {
    const pointer = decodeURIComponent(error.instanceLocation.slice(1))
    if (!found.has(pointer)) found.set(pointer, { pointer, keyword: error.keyword })
  }
  // The deepest say it best.
  const pointers = [...found.keys()]
  return [...found.values()].filter(({ pointer }) => !pointers.some((other) => other.startsWith(`${pointer}/`)))
}

/** By `$schema`; 2020-12 where it is absent, as MCP has it. */
function draftOf(schema: unknown): SchemaDraft {
  const named = String((schema as { readonly $schema?: unknown } | null)?.$schema)
  if (named.includes('draft-04')) return '4'
  if (named.includes('draft-06') || named.includes('draft-07')) return '7'
  return named.includes('2019-09') ? '2019-09' : '2020-12'
}

if (typeof document === 'undefined') {
  self.addEventListener('message', ({ data }: MessageEvent<ValidationRequest>) => {
    let answer: ValidationMessage = []
    try {
      answer = validate(data)
    } catch {
      // A schema that the validator cannot take, or one without end: the server judges.
    }
    self.postMessage(answer)
  })
  self.postMessage('ready' satisfies ValidationMessage)
}
