import { equal, isObject } from './json.ts'
import type { Schema } from './schema.ts'

export interface Option {
  readonly value: unknown
  /** A title of the schema's own. */
  readonly title: string | undefined
}

export interface Property {
  readonly name: string
  readonly required: boolean
  readonly field: Field
}

export interface Common {
  /** With references and `allOf` merged in. */
  readonly schema: Schema
  /** `null` is allowed besides. */
  readonly nullable: boolean
  /** The schema says something here that is no valid JSON Schema; the field is the nearest that makes sense. */
  readonly invalid: boolean
}

/** What a person fills in, made of a schema. Children are made when asked for: schemas may be recursive. */
export type Field = Common &
  (
    | { readonly kind: 'string' }
    /** Any JSON. `later`: it will be another field, once the builder for it is loaded. */
    | { readonly kind: 'json'; readonly later?: boolean }
    | { readonly kind: 'number'; readonly integer: boolean }
    /** One of given values; `null` is among the options where it is allowed. */
    | { readonly kind: 'choice'; readonly options: readonly Option[] }
    | {
        readonly kind: 'object'
        readonly properties: readonly Property[]
        /** A person may add names that the schema does not list. */
        readonly open: boolean
        /** The field of a name that is not listed; `undefined` where the schema refuses such names. */
        readonly extra: Field | undefined
        /** What such names may be. */
        readonly names: Field
      }
    | {
        readonly kind: 'array'
        /** `undefined` where the schema refuses an item. */
        item(index: number): Field | undefined
        /** How many of the first items have schemas of their own (a tuple). */
        readonly fixed: number
      }
    | { readonly kind: 'union'; readonly branches: readonly (() => Field)[] }
  )

export type FieldOf<Kind extends Field['kind']> = Extract<Field, { kind: Kind }>

/** A field of one value without parts; `undefined` for other types. */
export function scalarField(common: Common, type: unknown): Field | undefined {
  if (type === 'string') return { ...common, kind: 'string' }
  if (type === 'number' || type === 'integer') return { ...common, kind: 'number', integer: type === 'integer' }
  if (type !== 'boolean') return
  const values = [true, false, ...(common.nullable ? [null] : [])]
  return choiceField(
    common,
    values.map((value) => ({ value, title: undefined })),
  )
}

export const choiceField = ({ schema, invalid }: Common, options: readonly Option[]): Field => ({
  kind: 'choice',
  schema,
  nullable: false,
  invalid,
  options,
})

/** The options of an `enum`. */
export const enumOptions = ({ enum: values, enumNames }: Schema): readonly Option[] =>
  Array.isArray(values) ? distinct(values.map((value, i) => ({ value, title: titleAt(enumNames, i) }))) : []

export const distinct = (options: readonly Option[]): Option[] =>
  options.filter((option, i) => options.findIndex((other) => equal(other.value, option.value)) === i)

export function titleAt(titles: unknown, index: number): string | undefined {
  const title: unknown = Array.isArray(titles) ? titles[index] : undefined
  return typeof title === 'string' ? title : undefined
}

/** Stands for a schema that only the builder of `builder.ts` understands; until that is loaded, its value is JSON. */
const later = (schema: unknown): Field => ({
  kind: 'json',
  schema: isObject(schema) ? schema : {},
  nullable: false,
  invalid: false,
  later: true,
})

/** Keywords of schemas that are more than a plain form. */
const notPlain = /^(\$ref|allOf|anyOf|oneOf|patternProperties)$/

const isPlain = (schema: unknown): schema is Schema =>
  isObject(schema) && !Object.keys(schema).some((keyword) => notPlain.test(keyword))

/** The field of a whole schema, as far as it is plain: an object of texts, numbers, flags and choices. */
export function plainField(schema: unknown): Field {
  if (!isPlain(schema) || schema.type !== 'object' || schema.additionalProperties) return later(schema)
  const { properties = {}, required = [], additionalProperties } = schema
  if (!isObject(properties) || !Array.isArray(required)) return later(schema)
  const names = new Set<unknown>(Object.keys(properties))
  if (!required.every((name) => names.has(name)) || Object.values(properties).includes(false)) return later(schema)
  return {
    kind: 'object',
    schema,
    nullable: false,
    invalid: false,
    properties: Object.entries(properties).map(([name, part]) => ({
      name,
      required: required.includes(name),
      field: plainPart(part),
    })),
    open: false,
    extra: additionalProperties === false ? undefined : later({}),
    names: { kind: 'string', schema: {}, nullable: false, invalid: false },
  }
}

function plainPart(schema: unknown): Field {
  if (!isPlain(schema)) return later(schema)
  if (Object.hasOwn(schema, 'const'))
    return choiceField({ schema, ...plain }, [{ value: schema.const, title: undefined }])
  if (schema.enum !== undefined) {
    const options = enumOptions(schema)
    const valid = Array.isArray(schema.enum) && options.length === schema.enum.length && options.length > 0
    return valid ? choiceField({ schema, ...plain }, options) : later(schema)
  }
  const types = [schema.type].flat()
  const [type, second] = types.filter((one) => one !== 'null')
  if (second !== undefined) return later(schema)
  return scalarField({ schema, nullable: types.includes('null'), invalid: false }, type) ?? later(schema)
}

const plain = { nullable: false, invalid: false }

/** Whether a form needs the builder of `builder.ts`. */
export const isLater = (field: Field): boolean => field.kind === 'json' && field.later === true
