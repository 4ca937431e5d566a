import { Worker } from 'node:worker_threads'
import type { JsonObject } from '../../shared/mcp.ts'

/** How long a check may take, in milliseconds; a hostile pattern takes for ever. */
const DEADLINE_MS = 1_000
/** A worker that has had nothing to do for this time is ended, in milliseconds. */
const IDLE_MS = 30_000

/** What a worker is asked, and what it answers. */
export interface Check {
  readonly id: number
  readonly schema: JsonObject
  readonly content: JsonObject
}

export interface Checked {
  readonly id: number
  /** By JSON pointer, in words. Empty where the content fits. */
  readonly errors: Record<string, string>
}

interface Running {
  readonly check: Check
  resolve(errors: Record<string, string>): void
  timer?: NodeJS.Timeout
}

/** One worker for the process, made when it is needed; what it was asked by id. */
let worker: Worker | undefined
let idle: NodeJS.Timeout | undefined
const running = new Map<number, Running>()
let nextId = 1

/**
 * Checks an answer against the schema that its server asked by. The schema and its patterns are the server's, so they are
 * compiled in a worker with a deadline, never on the event loop. What cannot be decided in time, or where no worker can
 * run, counts as fitting: the server checks its own answers.
 */
export function checkContent(schema: JsonObject, content: JsonObject): Promise<Record<string, string>> {
  clearTimeout(idle)
  return new Promise((resolve) => {
    const check = { id: nextId++, schema, content }
    const entry: Running = { check, resolve }
    running.set(check.id, entry)
    give(entry)
  })
}

function give(entry: Running): void {
  const { id } = entry.check
  clearTimeout(entry.timer)
  entry.timer = setTimeout(() => giveUp(id), DEADLINE_MS)
  try {
    worker ??= start()
    worker.postMessage(entry.check)
  } catch {
    settle(id, {})
  }
}

function start(): Worker {
  const compiled = new URL('./answer-worker.js', import.meta.url)
  // Run from its sources, this file has none beside it.
  const source = import.meta.url.endsWith('.ts') ? new URL(compiled.href.replace(/\.js$/, '.ts')) : compiled
  const made = new Worker(source, { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 64 } })
  made.unref()
  made.on('message', ({ id, errors }: Checked) => settle(id, errors))
  made.on('error', () => {
    if (worker !== made) return
    end()
    for (const id of running.keys()) settle(id, {})
  })
  return made
}

/** A check that takes too long ends the worker; the others are given to a new one. */
function giveUp(id: number): void {
  end()
  settle(id, {})
  for (const entry of running.values()) give(entry)
}

function settle(id: number, errors: Record<string, string>): void {
  const entry = running.get(id)
  if (!entry) return
  running.delete(id)
  clearTimeout(entry.timer)
  entry.resolve(errors)
  if (running.size === 0) idle = setTimeout(end, IDLE_MS).unref()
}

function end(): void {
  const ended = worker
  worker = undefined
  void ended?.terminate()
}
