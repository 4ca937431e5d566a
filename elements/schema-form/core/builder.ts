import { choiceField, distinct, enumOptions, scalarField, titleAt } from './fields.ts'
import type { Common, Field } from './fields.ts'
import { equal, isObject, own } from './json.ts'
import { maxSteps, merge, resolve } from './resolve.ts'
import type { Schema } from './schema.ts'

const typeNames = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']

/** What `{}` offers: any JSON value, of which a person chooses the type first. */
const anything = [...['string', 'number', 'boolean', 'array', 'object', 'null'].map((type) => ({ type })), 'json']

/** Keywords that give a branch a shape; a branch without any of them only adds conditions. */
const shaping = [
  'type',
  'properties',
  'items',
  'enum',
  'const',
  '$ref',
  'anyOf',
  'oneOf',
  'allOf',
  'additionalProperties',
]

/** The field of a whole schema. */
export const createField = (schema: unknown): Field => new Builder(schema).build(schema)

class Builder {
  readonly #root: unknown
  readonly #built = new WeakMap<object, Field>()

  constructor(root: unknown) {
    this.#root = root
  }

  /** The same field for the same schema object, so that recursion can be recognised. */
  build(schema: unknown): Field {
    if (schema === 'json') return { kind: 'json', schema: {}, nullable: false, invalid: false }
    if (!isObject(schema)) return this.#make(schema)
    const known = this.#built.get(schema)
    if (known) return known
    const field = this.#make(schema)
    this.#built.set(schema, field)
    return field
  }

  #make(source: unknown, steps = 0): Field {
    // A chain of unions with one branch each that ends in itself is any value.
    const resolved = resolve(steps > maxSteps ? {} : source, this.#root)
    const { schema } = resolved
    let { invalid } = resolved
    const common = { schema, invalid, nullable: false }
    if (Object.hasOwn(schema, 'const')) return choiceField(common, [{ value: schema.const, title: undefined }])
    if (Array.isArray(schema.enum)) {
      const options = enumOptions(schema)
      invalid ||= options.length < schema.enum.length || options.length === 0
      if (options.length > 0) return choiceField({ ...common, invalid }, options)
    } else if (schema.enum !== undefined) invalid = true

    const alternatives = this.#alternatives(schema)
    if (alternatives) return this.#union(schema, alternatives, invalid, steps + 1)

    const named = [schema.type ?? []].flat()
    const types = new Set(named.filter((type) => typeNames.includes(type as string)) as string[])
    invalid ||= types.size < named.length
    const nullable = types.delete('null')
    if (types.has('number')) types.delete('integer')
    if (types.size === 0 && !nullable) {
      const guessed = guessType(schema)
      if (!guessed) return this.#branches(schema, anything, invalid)
      types.add(guessed)
    }
    if (types.size > 1) {
      const each = [...types, ...(nullable ? ['null'] : [])].map((type) => ({ ...schema, ...bare, type }))
      return this.#branches(schema, each, invalid)
    }
    const shape = { schema, nullable, invalid }
    const [type] = types
    if (type === 'object') return this.#object(shape, source === this.#root)
    if (type === 'array') return this.#array(shape)
    return scalarField(shape, type) ?? choiceField(shape, [{ value: null, title: undefined }])
  }

  /** The branches of `anyOf` or `oneOf`, if these say what the value is and not only more about it. */
  #alternatives(schema: Schema): Schema[] | undefined {
    const list = schema.anyOf ?? schema.oneOf
    if (!Array.isArray(list) || list.length === 0) return
    const branches = list.filter(isObject)
    return branches.some((branch) => shaping.some((keyword) => Object.hasOwn(branch, keyword))) ? branches : undefined
  }

  #union(schema: Schema, branches: Schema[], invalid: boolean, steps: number): Field {
    const { anyOf: _anyOf, oneOf: _oneOf, ...base } = schema
    const shapes = branches.filter((branch) => !isNull(branch))
    const nullable = shapes.length < branches.length
    const constants = branches.map((branch) => ('enum' in branch ? undefined : branch.const))
    if (constants.every((value) => value !== undefined)) {
      const options = distinct(branches.map((branch) => ({ value: branch.const, title: titleAt([branch.title], 0) })))
      return choiceField({ schema: base, nullable: false, invalid }, options)
    }
    const [only] = shapes
    if (shapes.length === 1 && only) {
      const field = this.#make(merge(only, base), steps)
      return nullable ? withNull(field) : field
    }
    const shared = Object.keys(base).some((keyword) => !Object.hasOwn(bare, keyword))
    const merged = shapes.map((branch) =>
      shared ? merge({ ...base, ...bare }, resolve(branch, this.#root).schema) : branch,
    )
    return this.#branches(base, nullable ? [...merged, { type: 'null' }] : merged, invalid)
  }

  #branches(schema: Schema, branches: readonly unknown[], invalid: boolean): Field {
    return {
      kind: 'union',
      schema,
      nullable: false,
      invalid,
      branches: branches.map((branch) => () => this.build(branch)),
    }
  }

  #object(common: Common, isRoot: boolean): Field {
    const { schema } = common
    const build = (part: unknown): Field => this.build(part)
    const named = isObject(schema.properties) ? schema.properties : {}
    const required = new Set(Array.isArray(schema.required) ? schema.required : [])
    const names = [...new Set([...Object.keys(named), ...required])].filter(
      (name) => typeof name === 'string' && own(named, name) !== false,
    )
    const patterns = isObject(schema.patternProperties) ? Object.values(schema.patternProperties) : []
    const others = schema.additionalProperties
    const offered = isObject(others) || others === true ? others : patterns[0]
    const extra = offered ?? (others === false ? undefined : anyValue)
    const misplaced =
      (schema.properties !== undefined && !isObject(schema.properties)) ||
      (schema.required !== undefined && !Array.isArray(schema.required) && typeof schema.required !== 'boolean')
    return {
      ...common,
      invalid: common.invalid || misplaced,
      kind: 'object',
      properties: names.map((name) => ({
        name,
        required: required.has(name),
        get field() {
          return build(own(named, name) ?? anyValue)
        },
      })),
      // At the root, no names at all is how a server says that it takes nothing.
      open: offered !== undefined || (!isRoot && others === undefined && names.length === 0),
      get extra() {
        return extra === undefined ? undefined : build(extra)
      },
      get names() {
        return build({ ...(isObject(schema.propertyNames) ? schema.propertyNames : {}), type: 'string' })
      },
    }
  }

  #array(common: Common): Field {
    const { schema } = common
    const tuple = Array.isArray(schema.prefixItems)
      ? schema.prefixItems
      : Array.isArray(schema.items)
        ? schema.items
        : []
    const rest = tuple === schema.items ? schema.additionalItems : schema.items
    return {
      ...common,
      kind: 'array',
      item: (index) => {
        const schema = index < tuple.length ? tuple[index] : (rest ?? anyValue)
        return schema === false ? undefined : this.build(schema)
      },
      fixed: tuple.length,
    }
  }
}

/** Takes away from a branch what is said of the whole. */
const bare = { title: undefined, description: undefined, default: undefined, examples: undefined }

const anyValue: Schema = {}

const isNull = (schema: Schema): boolean =>
  schema.type === 'null' || schema.const === null || equal(schema.enum, [null])

function withNull(field: Field): Field {
  const option = { value: null, title: undefined }
  if (field.kind === 'choice') return { ...field, options: distinct([...field.options, option]) }
  // Not by spreading it: that would make the parts of an object, and it may be a part of itself.
  const itsOwn = Object.getOwnPropertyDescriptors(field)
  if (field.kind !== 'union') return Object.defineProperties({}, { ...itsOwn, nullable: { value: true } }) as Field
  const branch: Field = { kind: 'choice', schema: {}, nullable: false, invalid: false, options: [option] }
  return { ...field, branches: [...field.branches, () => branch] }
}

function guessType(schema: Schema): string | undefined {
  const has = (pattern: RegExp): boolean => Object.keys(schema).some((keyword) => pattern.test(keyword))
  if (has(/^required$|properties$/i)) return 'object'
  if (has(/items$/i)) return 'array'
  if (has(/^pattern$|^format$|length$/i)) return 'string'
  if (has(/(^min|^max|M(in|ax))imum$|^multipleOf$/)) return 'number'
  return
}
