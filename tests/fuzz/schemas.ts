import fc from 'fast-check'

/** Names of properties. */
export const name = fc.constantFrom('a', 'b', 'title', '', '__proto__', 'constructor', 'x/y~z', '0', 'ключ')
/** As it comes over the wire: 0 for -0. */
const json = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown)
/** Arguments of a tool. */
export const object = fc.dictionary(fc.oneof(name, fc.string()), json, { maxKeys: 4, noNullPrototype: true })
const reference = fc.constantFrom(
  '#',
  '#/$defs/a',
  '#/$defs/b',
  '#/properties/a',
  '#/nowhere',
  'https://x.example',
  '#/%',
)

/** Schemas as servers write them: right ones, wrong ones, and ones that end in themselves. */
export const schemas = (withRequired: boolean): fc.Arbitrary<unknown> =>
  fc.letrec<{ schema: unknown }>((tie) => {
    const part = tie('schema')
    const parts = fc.dictionary(name, part, { maxKeys: 3, noNullPrototype: true })
    const list = fc.array(part, { maxLength: 3 })
    const type = fc.constantFrom('string', 'number', 'integer', 'boolean', 'object', 'array', 'null', 'file')
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.boolean())
    const keywords = {
      type: fc.oneof({ weight: 4, arbitrary: type }, fc.array(type, { maxLength: 3 })),
      properties: fc.oneof({ weight: 6, arbitrary: parts }, json),
      ...(withRequired && { required: fc.oneof({ weight: 6, arbitrary: fc.array(name, { maxLength: 3 }) }, json) }),
      additionalProperties: part,
      patternProperties: parts,
      propertyNames: part,
      items: fc.oneof({ weight: 4, arbitrary: part }, list),
      prefixItems: list,
      additionalItems: part,
      enum: fc.array(json, { maxLength: 3 }),
      enumNames: fc.array(fc.string(), { maxLength: 3 }),
      const: json,
      anyOf: list,
      oneOf: list,
      allOf: list,
      $ref: fc.oneof(reference, json),
      $defs: parts,
      default: json,
      title: json,
      description: json,
      format: fc.constantFrom('email', 'date', 'int32', 'nonsense'),
      pattern: fc.constantFrom('^a+$', '(', '^(a+)+$'),
      minimum: number,
      maximum: number,
      exclusiveMinimum: number,
      multipleOf: number,
      minLength: number,
      maxLength: number,
      minItems: number,
      maxItems: number,
    }
    const keyword = fc.oneof(...Object.entries(keywords).map(([word, value]) => fc.tuple(fc.constant(word), value)))
    return {
      schema: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        fc.constantFrom<unknown>({}, true, false, null, 5, { type: 'string' }, { type: 'object' }, { $ref: '#' }),
        {
          weight: 8,
          arbitrary: fc.array(keyword, { maxLength: 5 }).map((entries) => Object.fromEntries(entries) as unknown),
        },
      ),
    }
  }).schema
