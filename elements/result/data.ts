/** Readings of untrusted JSON values: no DOM, nothing that a deep or huge value can bring down. */
import type { CallToolResult } from '../../shared/mcp.ts'
import { equal, isObject, parseJson } from '../schema-form/core/json.ts'

/** Remembers what was derived from an object for as long as the object lives. */
export function memoize<Key extends object, Value>(derive: (key: Key) => Value): (key: Key) => Value {
  const known = new WeakMap<Key, { value: Value }>()
  return (key) => {
    let entry = known.get(key)
    if (!entry) known.set(key, (entry = { value: derive(key) }))
    return entry.value
  }
}

/** Indented JSON, or undefined for a value that is nested too deeply to be written. */
export function prettyJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, null, 2)
  } catch {
    return undefined
  }
}

/**
 * The object or list that a whole text is, or undefined. Undefined too where reading would change an integer: then
 * the text is shown as it came.
 */
export function parseJsonText(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  const parsed = parseJson(text)
  return 'value' in parsed ? (parsed.value as object) : undefined
}

/** Whether a text is the JSON of one of the values. Values nested too deeply to be compared count as different. */
function isJsonOf(text: string, ...values: readonly unknown[]): boolean {
  try {
    const parsed: unknown = JSON.parse(text)
    return values.some((value) => equal(parsed, value))
  } catch {
    return false
  }
}

/**
 * The structured content that is not merely the only text block once more, as the specification asks servers to
 * repeat it (2025-06-18, server/tools, "Structured Content"). Some SDKs wrap it as `{result}` first.
 */
export const extraStructuredContent = memoize(({ content, structuredContent }: CallToolResult): unknown => {
  if (structuredContent === undefined || structuredContent === null) return undefined
  const [block] = content
  if (content.length !== 1 || block?.type !== 'text') return structuredContent
  const wrapped =
    isObject(structuredContent) && Object.keys(structuredContent).length === 1 ? structuredContent['result'] : undefined
  return wrapped === block.text || isJsonOf(block.text, structuredContent, wrapped) ? undefined : structuredContent
})

/** What a person would count: the entries of a single list, otherwise the things shown. */
export const countItems = memoize((result: CallToolResult): number => {
  const extra = extraStructuredContent(result)
  const [block] = result.content
  if (result.content.length > 1 || (block !== undefined && extra !== undefined)) {
    return result.content.length + (extra === undefined ? 0 : 1)
  }
  const only = extra ?? (block?.type === 'text' ? parseJsonText(block.text) : undefined)
  if (only === undefined) return block === undefined || isBlank(block) ? 0 : 1
  const lists = isObject(only) ? Object.values(only).filter(Array.isArray) : [only]
  return lists.length === 1 && Array.isArray(lists[0]) ? lists[0].length : 1
})

/** A text block without text, as some servers answer for "nothing". */
export const isBlank = (block: CallToolResult['content'][number]): boolean =>
  block?.type === 'text' && typeof block.text === 'string' && !/\S/.test(block.text)
