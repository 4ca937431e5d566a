import type { AppCsp } from '../../shared/app-csp.ts'
import { writeAppCsp } from '../../shared/app-csp.ts'
import { VERSION } from '../../shared/version.ts'
import { McpError } from '../core/error.ts'
import { equal, isObject } from '../schema-form/core/json.ts'
import type { JsonObject } from '../schema-form/core/json.ts'
import type { McpApp } from './app.ts'
import { Bridge } from './bridge.ts'
import type { Duties } from './bridge.ts'
import { contextChange, HEIGHT } from './context.ts'
import { UnusableApp } from './resource.ts'
import type { AppDocument, Feature } from './resource.ts'

/** Versions of the protocol that are spoken, newest first. */
const PROTOCOL_VERSIONS = ['2026-01-26', '2025-11-21']
/** Milliseconds. `sandbox`: until the outer frame speaks; `loaded`: after it was loaded; `app`: until the app says that it is ready. */
const PATIENCE = { sandbox: 10_000, loaded: 2_000, app: 8_000, teardown: 500 } as const

/** `loading`: its resource is read; `starting`: its frame is there. */
export type Phase = 'loading' | 'starting' | 'running' | 'stopped'

type Term =
  | 'appBlocked'
  | 'appNoSandbox'
  | 'appLeft'
  | 'appNested'
  | 'appFocus'
  | 'appFailed'
  | 'appStopped'
  | UnusableApp['term']

/** Why an app does not run: words of our own, and what the server said where it was asked. */
export interface Ending {
  readonly term: Term
  readonly error?: McpError
}

/** What one life of an app needs of the element around it. */
export interface RunHost {
  /** What the app may ask for; `signal` ends with it. */
  duties(signal: AbortSignal): Duties
  changed(): void
  read(signal: AbortSignal): Promise<AppDocument>
  /** Asks the person for what of the device the app may use. */
  allow(features: readonly Feature[]): Promise<readonly Feature[]>
  readonly sandboxUrl: string
  capabilities(): Record<string, unknown>
  /** `undefined` while the app cannot be seen. */
  context(): Record<string, unknown> | undefined
  /** Its server did not give it. */
  failed(error: McpError): void
  /** The person wants to leave the app, by keys pressed in it. */
  leave(): void
  /** The person does something in the app. */
  used(): void
}

/** One life of an app, from the reading of its document to its end. */
export class AppRun {
  phase: Phase = 'loading'
  ending: Ending | undefined
  /** It has not said for a while that it is ready. */
  late = false
  document: AppDocument | undefined
  /** Address of the outer frame, once there is a document for it. */
  frameUrl: string | undefined
  /** What of the device it may use. */
  features: readonly Feature[] = []
  /** In CSS pixels, as the app wants it within bounds. */
  height: number = HEIGHT.first
  /** Display modes that the app knows; `undefined` where it has not said. */
  modes: readonly unknown[] | undefined
  readonly #host: RunHost
  readonly #abort = new AbortController()
  #bridge: Bridge | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #filled = false
  #told: Record<string, unknown> = {}
  #app: McpApp = {}
  #sent: { input?: unknown; partial?: unknown; end?: unknown } = {}

  constructor(host: RunHost) {
    this.#host = host
    document.addEventListener('securitypolicyviolation', this.#violated)
    void this.#load()
  }

  get signal(): AbortSignal {
    return this.#abort.signal
  }

  async #load(): Promise<void> {
    try {
      const found = await this.#host.read(this.signal)
      const features = found.features.length > 0 ? await this.#host.allow(found.features) : []
      if (this.phase !== 'loading') return
      this.document = found
      this.features = features
      const query = writeAppCsp(found.csp).toString()
      this.frameUrl = `${this.#host.sandboxUrl}${query && '?'}${query}`
      this.phase = 'starting'
      this.#host.changed()
    } catch (error) {
      if (this.signal.aborted) return
      if (error instanceof UnusableApp) return this.fail({ term: error.term })
      if (!(error instanceof McpError)) throw error
      this.fail({ term: 'appFailed', error })
      this.#host.failed(error)
    }
  }

  /** The outer frame is in the page. */
  attach(frame: HTMLIFrameElement): void {
    const target = frame.contentWindow
    if (this.#bridge || !target) return
    const { requests, notices } = this.#host.duties(this.signal)
    this.#bridge = new Bridge(target, {
      requests: { ...requests, 'ui/initialize': (params) => this.#initialize(params), ping: () => ({}) },
      notices: {
        ...notices,
        'ui/notifications/initialized': () => this.#initialized(),
        'ui/notifications/size-changed': (params) => this.#resize(params),
        'ui/notifications/request-teardown': () => void this.stop(),
        'ui/notifications/sandbox-proxy-ready': () => this.#fill(),
        'ui/notifications/sandbox-stopped': ({ reason }) =>
          this.fail({ term: reason === 'nested' ? 'appNested' : 'appLeft' }),
        'ui/notifications/sandbox-leave': () => this.#host.leave(),
        'ui/notifications/sandbox-used': () => this.#host.used(),
      },
    })
    this.#wait(PATIENCE.sandbox, () => this.fail({ term: 'appNoSandbox' }))
  }

  /** The outer frame has loaded something: if that is our page, it speaks at once. */
  loaded(): void {
    if (this.phase === 'starting' && !this.#filled)
      this.#wait(PATIENCE.loaded, () => this.fail({ term: 'appNoSandbox' }))
  }

  /** Tells the app of its call what it has not been told yet. */
  update(app: McpApp): void {
    this.#app = app
    if (this.phase !== 'running') return
    const { toolInput, toolInputPartial, toolResult, cancelled } = app
    const hasEnded = toolResult !== undefined || cancelled !== undefined
    if (!('input' in this.#sent)) {
      if (toolInput || hasEnded) {
        this.#sent.input = toolInput
        this.#notify('tool-input', { arguments: toolInput ?? {} })
      } else if (toolInputPartial && !equal(toolInputPartial, this.#sent.partial)) {
        this.#sent.partial = toolInputPartial
        this.#notify('tool-input-partial', { arguments: toolInputPartial })
      }
    }
    if (!hasEnded || 'end' in this.#sent) return
    this.#sent.end = toolResult
    if (toolResult) this.#notify('tool-result', toolResult)
    else this.#notify('tool-cancelled', { reason: cancelled })
  }

  /** Whether this is another call than the one that the app was told of. */
  isOutdated(app: McpApp): boolean {
    const { input, end } = this.#sent
    const other = (name: string, told: unknown, now: unknown) => name in this.#sent && !equal(told, now)
    return other('input', input, app.toolInput) || other('end', end, app.toolResult)
  }

  /** Tells the app where it is, where that has changed. */
  contextChanged(): void {
    if (this.phase !== 'running') return
    const now = this.#host.context()
    // Hidden: it is no size that an app should take.
    if (!now) return
    const change = contextChange(this.#told, now)
    this.#told = now
    if (change) this.#notify('host-context-changed', change)
  }

  /** Ends it because of what happened. */
  fail(ending: Ending): void {
    if (this.phase === 'stopped') return
    this.ending = ending
    this.#end()
  }

  /** Ends it as the person wants it. The app is asked to clean up first, and has half a second for that. */
  async stop(): Promise<void> {
    if (this.phase === 'running')
      await this.#bridge?.request('ui/resource-teardown', {}, PATIENCE.teardown).catch(() => {})
    this.fail({ term: 'appStopped' })
  }

  /** Ends it without a word: nobody is there who could read one. */
  drop(): void {
    this.#end()
  }

  #end(): void {
    this.phase = 'stopped'
    clearTimeout(this.#timer)
    document.removeEventListener('securitypolicyviolation', this.#violated)
    this.#bridge?.close()
    this.#bridge = undefined
    this.frameUrl = undefined
    this.#abort.abort()
    this.#host.changed()
  }

  #fill(): void {
    const { document } = this
    if (this.#filled || !document) return
    this.#filled = true
    this.#wait(PATIENCE.app, () => {
      this.late = true
      this.#host.changed()
    })
    const permissions = Object.fromEntries(this.features.map((name) => [name, {}]))
    this.#bridge?.notify('ui/notifications/sandbox-resource-ready', {
      html: document.html,
      csp: document.csp satisfies AppCsp,
      permissions,
    })
  }

  #initialize({ protocolVersion, appCapabilities }: JsonObject): object {
    const modes = isObject(appCapabilities) ? appCapabilities['availableDisplayModes'] : undefined
    this.modes = Array.isArray(modes) ? modes : undefined
    this.#told = this.#host.context() ?? {}
    return {
      protocolVersion: PROTOCOL_VERSIONS.find((known) => known === protocolVersion) ?? PROTOCOL_VERSIONS[0],
      hostInfo: { name: 'mcp-plug', version: VERSION },
      hostCapabilities: {
        ...this.#host.capabilities(),
        sandbox: { csp: this.document?.csp, permissions: Object.fromEntries(this.features.map((name) => [name, {}])) },
      },
      hostContext: this.#told,
    }
  }

  #initialized(): void {
    if (this.phase !== 'starting') return
    clearTimeout(this.#timer)
    this.late = false
    this.phase = 'running'
    this.update(this.#app)
    this.#host.changed()
  }

  #resize({ height }: JsonObject): void {
    if (typeof height !== 'number' || !Number.isFinite(height)) return
    this.height = Math.round(Math.min(Math.max(height, HEIGHT.least), HEIGHT.most))
    this.#host.changed()
  }

  #notify(name: string, params: object): void {
    this.#bridge?.notify(`ui/notifications/${name}`, params)
  }

  #wait(milliseconds: number, then: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(then, milliseconds)
  }

  /** The page's own content security policy forbids the frame. */
  #violated = ({ blockedURI, effectiveDirective }: SecurityPolicyViolationEvent): void => {
    if (effectiveDirective !== 'frame-src' || !this.frameUrl?.startsWith(blockedURI)) return
    this.fail({ term: 'appBlocked' })
  }
}
