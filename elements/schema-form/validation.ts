import type { Finding, ValidationMessage } from './validation-worker.ts'
import { newWorker } from './worker.ts'

/** How long a worker may take to load, and to answer, in milliseconds. */
const loadDeadline = 5_000
const answerDeadline = 200

/** Keywords that the form itself does not check. A property of the same name costs no more than a needless check. */
const unchecked =
  /"(pattern|patternProperties|propertyNames|format|uniqueItems|contains|not|if|allOf|anyOf|oneOf|minProperties|maxProperties|dependent\w+|dependencies|unevaluated\w+)":/

/** Whether a schema says anything that only the validator checks. */
export const needsValidator = (schema: unknown): boolean => unchecked.test(JSON.stringify(schema))

let running: Promise<Worker | undefined> | undefined
/** The check before; answers have no name, so the worker is asked one thing at a time. */
let last: Promise<unknown> = Promise.resolve()

/**
 * Checks a value against the whole schema, off the page's thread. Finds nothing where no worker may run, or when it
 * takes too long: the MCP server judges in the end.
 */
export function validate(schema: unknown, value: unknown): Promise<readonly Finding[]> {
  const next = last.then(() => check(schema, value))
  last = next.catch(() => {})
  return next
}

async function check(schema: unknown, value: unknown): Promise<readonly Finding[]> {
  const worker = await startValidator()
  if (!worker) return []
  const answer = ask(worker, answerDeadline)
  worker.postMessage({ schema, value })
  const found = await answer
  if (Array.isArray(found)) return found
  worker.terminate()
  running = undefined
  return []
}

/** Starts the worker for a schema that needs it. */
export function prepare(schema: unknown): void {
  if (needsValidator(schema)) void startValidator()
}

/** Starts the worker if it does not run yet. */
export const startValidator = (): Promise<Worker | undefined> => (running ??= start())

async function start(): Promise<Worker | undefined> {
  try {
    const worker = await newWorker()
    if (!worker || (await ask(worker, loadDeadline)) === 'ready') return worker
    worker.terminate()
  } catch {
    // Refused by the page's policy (`worker-src`), or of an address that the page may not load.
  }
  return
}

/** The worker's next message; `undefined` when it fails or the time is over. */
function ask(worker: Worker, deadline: number): Promise<ValidationMessage | undefined> {
  return new Promise((resolve) => {
    const end = new AbortController()
    const finish = (message?: ValidationMessage): void => {
      clearTimeout(timer)
      end.abort()
      resolve(message)
    }
    const timer = setTimeout(finish, deadline)
    worker.addEventListener('message', ({ data }: MessageEvent<ValidationMessage>) => finish(data), end)
    worker.addEventListener('error', () => finish(), end)
  })
}
