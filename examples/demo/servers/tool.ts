/** How the demo's servers define a tool, whichever MCP SDK serves it. */
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'

/** One call as a tool sees it. */
export interface Call {
  /** Aborts when the caller cancels. */
  readonly signal: AbortSignal
  /** Tells the caller how far the call is, if the caller asked to be told. */
  progress(done: number, total?: number, message?: string): Promise<void>
  /** Asks the person who called. Ask in the same order each time: in the modern era a tool runs anew for each answer. */
  ask(question: Question): Promise<Answer>
}

/** What a server asks a person (MCP elicitation): to fill in a form, or to go to an address. */
export type Question =
  | { readonly message: string; readonly form: z.ZodObject }
  | { readonly message: string; readonly url: string }

/** `content` is there where a form was accepted; untrusted. */
export interface Answer {
  readonly action: 'accept' | 'decline' | 'cancel'
  readonly content?: Readonly<Record<string, unknown>> | undefined
}

export type Content =
  | { type: 'text'; text: string }
  | { type: 'image' | 'audio'; data: string; mimeType: string }
  | { type: 'resource_link'; uri: string; name: string; title?: string; description?: string; mimeType?: string }

// A type, not an interface: SDK result types have an index signature, which only types fit.
export type Result = { content: Content[]; structuredContent?: Record<string, unknown>; isError?: boolean }

export interface Annotations {
  readOnlyHint?: boolean
  destructiveHint?: boolean
  idempotentHint?: boolean
  openWorldHint?: boolean
}

export interface ToolDefinition<Input extends z.ZodObject = z.ZodObject> {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly annotations: Annotations
  readonly input: Input
  readonly output?: z.ZodObject
  run(args: z.output<Input>, call: Call): Promise<Result>
}

/** Keeps the type of the arguments inside the definition, so that tools of all kinds fit one list. */
export const tool = <Input extends z.ZodObject>(definition: ToolDefinition<Input>): ToolDefinition =>
  definition as unknown as ToolDefinition

export const text = (value: string): Content => ({ type: 'text', text: value })

/** What a form's schema is on the wire: a person's client knows neither `$schema` nor closed objects. */
export function formSchema(form: z.ZodObject): Record<string, unknown> {
  const { $schema: _, additionalProperties: __, ...schema } = z.toJSONSchema(form, { io: 'input' })
  return schema
}

/** Waits; rejects as soon as the call is cancelled. */
export const pause = (milliseconds: number, call: Call): Promise<void> =>
  delay(milliseconds, undefined, { signal: call.signal })

/** Pace of a tool that takes its time, for people to watch or for tests to hurry. */
export const pace = (milliseconds: number): z.ZodDefault<z.ZodNumber> =>
  z.number().int().min(0).max(5_000).default(milliseconds).describe('Milliseconds that each step takes.')
