import * as api from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { HandlerOptions } from '../../server/index.ts'
import { startModernInn } from '../servers/inn/modern.ts'
import { waitFor } from '../servers/wait-for.ts'
import { type App, createApp } from './harness.ts'
import { startRecorder } from './recorder.ts'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c'
const PARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`

/** An app with a connection to an inn, whose requests are noted on their way. */
async function open(options: Partial<HandlerOptions> = {}) {
  const inn = await startModernInn()
  const line = { broken: false }
  const between = await startRecorder(async (response, { method, headers, body }) => {
    if (line.broken) return response.writeHead(500).end()
    const { host: _, connection: __, 'content-length': ___, 'transfer-encoding': ____, ...rest } = headers
    const answer = await fetch(inn.url, { method, headers: rest as Record<string, string>, ...(body && { body }) })
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
    response.end(Buffer.from(await answer.arrayBuffer()))
  })
  closers.push(
    () => inn.close(),
    () => between.close(),
  )
  const app = createApp({ listen: false, ...options })
  const { sessionId } = await app.call('connect', { serverUrl: between.url })
  between.arrived.length = 0
  return { app, sessionId, line, arrived: between.arrived }
}

async function run(app: App, sessionId: string, name: string, headers: Record<string, string> = {}, args: object = {}) {
  const { tools } = await app.call('listTools', { sessionId })
  const { hash } = tools.find((tool) => tool.name === name)!
  const params = { sessionId, name, arguments: args, approval: hash }
  return (await app.post({ id: 1, method: 'callTool', params }, headers)).json()
}

describe('the trace of a request', () => {
  it('is passed on to the MCP server as it came, without OpenTelemetry', async () => {
    const { app, sessionId, arrived } = await open({ telemetry: false })
    await run(app, sessionId, 'tally', { traceparent: PARENT, tracestate: 'vendor=1' })
    expect(arrived.map(({ headers }) => [headers.traceparent, headers.tracestate])).toEqual([[PARENT, 'vendor=1']])
  })

  it.each([
    ['none', {}],
    ['a foreign version', { traceparent: PARENT.replace('00-', 'ff-') }],
    ['all zeros', { traceparent: `00-${'0'.repeat(32)}-b7ad6b7169203331-01` }],
    ['something else', { traceparent: 'x'.repeat(5_000) }],
    ['a state alone', { tracestate: 'vendor=1' }],
  ])('is not made up: %s', async (_what, headers) => {
    const { app, sessionId, arrived } = await open({ telemetry: false })
    await run(app, sessionId, 'tally', headers as Record<string, string>)
    expect(arrived.map((one) => [one.headers.traceparent, one.headers.tracestate])).toEqual([[undefined, undefined]])
  })
})

describe('OpenTelemetry', () => {
  const spans = new InMemorySpanExporter()
  const metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  const reader = new PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 })
  beforeAll(() => {
    api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
    api.propagation.setGlobalPropagator(new W3CTraceContextPropagator())
    api.trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }))
    api.metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }))
  })
  afterEach(() => spans.reset())
  afterAll(async () => {
    await reader.shutdown()
    for (const one of [api.context, api.propagation, api.trace, api.metrics]) one.disable()
  })
  const finished = (name: string) =>
    waitFor(
      () => spans.getFinishedSpans().find((span) => span.name === name),
      (span) => span !== undefined,
    )

  // Handed in, and found by itself.
  it.each([{ telemetry: api }, {}])('has a span for a call, inside the trace that the page sent', async (options) => {
    const { app, sessionId, arrived } = await open(options)
    await run(app, sessionId, 'tally', { traceparent: PARENT })
    const span = (await finished('tools/call tally'))!
    expect(span.spanContext().traceId).toBe(TRACE_ID)
    expect(span.parentSpanContext?.spanId).toBe('b7ad6b7169203331')
    expect(span.kind).toBe(api.SpanKind.CLIENT)
    expect(span.attributes).toMatchObject({
      'mcp.method.name': 'tools/call',
      'gen_ai.tool.name': 'tally',
      'mcp.protocol.version': expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      'server.address': '127.0.0.1',
    })
    // The MCP server goes on with the call's own span, not with the page's.
    const { traceId, spanId } = span.spanContext()
    expect(arrived.at(-1)?.headers.traceparent).toBe(`00-${traceId}-${spanId}-01`)
  })

  it('has the app’s own span as parent, where there is one', async () => {
    const { app, sessionId } = await open({ telemetry: api })
    const { tools } = await app.call('listTools', { sessionId })
    const { hash } = tools.find(({ name }) => name === 'tally')!
    const outer = api.trace.getTracer('app').startSpan('POST /api/mcp')
    await api.context.with(api.trace.setSpan(api.context.active(), outer), () =>
      app.call('callTool', { sessionId, name: 'tally', approval: hash }),
    )
    const span = (await finished('tools/call tally'))!
    expect(span.parentSpanContext?.spanId).toBe(outer.spanContext().spanId)
  })

  it('says how a call failed, and counts it, without a word of its arguments', async () => {
    const { app, sessionId, line } = await open({ telemetry: api })
    line.broken = true
    expect(await run(app, sessionId, 'tally', {}, { secret: 'canary-51' })).toMatchObject({ error: {} })
    const span = (await finished('tools/call tally'))!
    expect(span.status).toEqual({ code: api.SpanStatusCode.ERROR })
    expect(span.attributes['error.type']).toBe('upstream_unreachable')
    await reader.forceFlush()
    const points = metrics
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
      .filter(({ descriptor }) => descriptor.name === 'mcp.client.operation.duration')
    expect(points[0]!.descriptor.unit).toBe('s')
    expect(JSON.stringify(points)).toContain('"error.type"')
    expect(JSON.stringify([points, spans.getFinishedSpans().map(({ attributes }) => attributes)])).not.toContain(
      'canary',
    )
  })

  it('has a span for everything else that is asked for', async () => {
    const { app, sessionId } = await open({ telemetry: api })
    await app.call('listPrompts', { sessionId })
    expect((await finished('mcp-plug listPrompts'))!.status.code).toBe(api.SpanStatusCode.UNSET)
  })
})
