import { toMcpPlugError } from './errors.ts'
import { VERSION } from '../shared/version.ts'

/** W3C Trace Context, as headers: `traceparent` and, with it, `tracestate`. */
export type TraceHeaders = Readonly<Record<string, string>>

type Attributes = Record<string, string | number | boolean>

interface Span {
  setAttribute(name: string, value: string | number | boolean): unknown
  setStatus(status: { code: number; message?: string }): unknown
  end(): void
}

/** The part of `@opentelemetry/api` 1.x that is used: hand in the module itself. */
export interface Telemetry {
  readonly trace: {
    getTracer(
      name: string,
      version?: string,
    ): {
      // oxlint-disable-next-line no-explicit-any -- OpenTelemetry's own Context, which is opaque
      startSpan(name: string, options: { kind: number; attributes: Attributes }, context: any): Span
    }
    // oxlint-disable-next-line no-explicit-any
    getSpan(context: any): unknown
    // oxlint-disable-next-line no-explicit-any
    setSpan(context: any, span: any): any
  }
  readonly context: {
    active(): unknown
    // oxlint-disable-next-line no-explicit-any
    with<T>(context: any, work: () => T): T
  }
  readonly propagation: {
    // oxlint-disable-next-line no-explicit-any
    extract(context: any, carrier: object): unknown
    // oxlint-disable-next-line no-explicit-any
    inject(context: any, carrier: object): void
  }
  readonly metrics: {
    getMeter(
      name: string,
      version?: string,
    ): {
      createHistogram(
        name: string,
        options: { unit: string; description: string; advice?: { explicitBucketBoundaries: number[] } },
      ): { record(value: number, attributes: Attributes): void }
    }
  }
}

/** OpenTelemetry's `SpanKind` and `SpanStatusCode`. */
export const KIND = { internal: 0, client: 2 } as const
const STATUS_ERROR = 2

const NAME = 'mcp-plug'
/** Semantic conventions for MCP: the duration of a client's operation, in seconds, with these buckets. */
const DURATION = 'mcp.client.operation.duration'
const BUCKETS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300]

export interface SpanPlan {
  readonly name: string
  readonly kind: (typeof KIND)[keyof typeof KIND]
  /** Facts about the call; never an argument, a result or a secret. */
  readonly attributes: Attributes
  /** Those that the duration is counted by: few and bounded. Absent: it is not counted. */
  readonly counted?: Attributes
  /** Where the trace comes from, if it comes from elsewhere. */
  readonly parent?: TraceHeaders | undefined
}

/** Version 00 of `traceparent`: version, trace id, parent id, flags (W3C Trace Context, section 3.2). */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/
/** Section 3.3: at least so many characters are to be passed on. Printable ASCII. */
const TRACESTATE = /^[\x20-\x7e]{1,512}$/

/** The trace that a request says it belongs to; nothing where it says none, or something that is none. */
export function traceOf(headers: Headers): TraceHeaders | undefined {
  const traceparent = headers.get('traceparent')
  if (traceparent === null || !TRACEPARENT.test(traceparent)) return undefined
  const tracestate = headers.get('tracestate')
  return { traceparent, ...(tracestate !== null && TRACESTATE.test(tracestate) && { tracestate }) }
}

let installed: Promise<Telemetry | undefined> | undefined

/** The app's own copy of `@opentelemetry/api`, if it has one. Its name is no literal: bundlers must not want it. */
async function findInstalled(): Promise<Telemetry | undefined> {
  const name = ['@opentelemetry', 'api'].join('/')
  return import(/* @vite-ignore */ name).then(
    (module: Telemetry) => module,
    () => undefined,
  )
}

/** Spans and durations, where the app has OpenTelemetry; else only the trace is passed on. */
export class Tracing {
  readonly #api: Promise<Telemetry | undefined>
  #histogram: ReturnType<ReturnType<Telemetry['metrics']['getMeter']>['createHistogram']> | undefined

  constructor(given: Telemetry | false | undefined) {
    this.#api = given === undefined ? (installed ??= findInstalled()) : Promise.resolve(given || undefined)
  }

  /**
   * Does work inside a span. `work` gets the headers that carry the trace on, and a way to say that it has failed although
   * it resolves. Rejects as the work does.
   */
  async span<T>(
    plan: SpanPlan,
    work: (trace: TraceHeaders | undefined, fail: (type: string) => void) => Promise<T>,
  ): Promise<T> {
    const api = await this.#api
    if (!api) return work(plan.parent, () => {})
    const active = api.context.active()
    // What the app's own instrumentation has begun comes first.
    const from = plan.parent && !api.trace.getSpan(active) ? api.propagation.extract(active, plan.parent) : active
    const { name, kind, attributes } = plan
    const span = api.trace.getTracer(NAME, VERSION).startSpan(name, { kind, attributes }, from)
    const inside = api.trace.setSpan(from, span)
    const carrier: Record<string, string> = {}
    api.propagation.inject(inside, carrier)
    const begun = performance.now()
    let failure: string | undefined
    const fail = (type: string) => (failure = type)
    try {
      return await api.context.with(inside, () => work(traceOf(new Headers(carrier)) ?? plan.parent, fail))
    } catch (error) {
      failure = toMcpPlugError(error).code
      throw error
    } finally {
      if (failure !== undefined) {
        span.setAttribute('error.type', failure)
        span.setStatus({ code: STATUS_ERROR })
      }
      span.end()
      if (plan.counted) this.#record(api, (performance.now() - begun) / 1_000, plan.counted, failure)
    }
  }

  #record(api: Telemetry, seconds: number, attributes: Attributes, failure: string | undefined): void {
    this.#histogram ??= api.metrics.getMeter(NAME, VERSION).createHistogram(DURATION, {
      unit: 's',
      description: 'Duration of requests to MCP servers, questions to the person included.',
      advice: { explicitBucketBoundaries: BUCKETS },
    })
    this.#histogram.record(seconds, { ...attributes, ...(failure !== undefined && { 'error.type': failure }) })
  }
}
