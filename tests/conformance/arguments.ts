/** Arguments that a schema takes: what it says itself (default, example, const, enum), else something of its type. */

type Schema = Readonly<Record<string, unknown>>

export function argumentsFor(schema: Schema): Record<string, unknown> {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Schema>>
  const required = new Set((schema.required ?? []) as readonly string[])
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name, property]) => required.has(name) || property.default !== undefined)
      .map(([name, property]) => [name, valueFor(property)]),
  )
}

function valueFor(schema: Schema): unknown {
  const {
    const: constant,
    enum: choices,
    examples,
  } = schema as { enum?: unknown[]; examples?: unknown[]; const?: unknown }
  if (schema.default !== undefined) return schema.default
  if (constant !== undefined) return constant
  if (choices?.length) return choices[0]
  if (examples?.length) return examples[0]
  const variants = (schema.oneOf ?? schema.anyOf) as readonly Schema[] | undefined
  if (variants?.[0]) return valueFor(variants[0])
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case 'number':
    case 'integer':
      return schema.minimum ?? 1
    case 'boolean':
      return true
    case 'array':
      return []
    case 'object':
      return argumentsFor(schema)
    case 'null':
      return null
    default:
      return 'text'
  }
}
