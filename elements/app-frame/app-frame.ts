import { html, nothing } from 'lit'
import type { PropertyValues, TemplateResult } from 'lit'
import { property } from 'lit/decorators.js'
import { keyed } from 'lit/directives/keyed.js'
import { McpElement } from '../core/element.ts'
import { icon } from '../core/icons.ts'
import { Lazy } from '../core/lazy.ts'
import { addEnglish } from '../core/localize.ts'
import { Person } from '../core/person.ts'
import { equal } from '../schema-form/core/json.ts'
import { baseStyles } from '../styles/base.ts'
import { connectionTitle } from '../tool-runner/tools.ts'
import { visible } from '../tool-runner/consent/visible.ts'
import { apps as words } from '../translations/en/apps.ts'
import { appUriOf } from './tool-ui.ts'
import type { McpApp } from './app.ts'
import { Asking } from './asking.ts'
import { hostContext } from './context.ts'
import type { DisplayMode } from './context.ts'
import { showAs } from './display.ts'
import type { FocusHost, FocusWatch } from './focus.ts'
import { checkApp, readApp } from './resource.ts'
import { AppRun } from './run.ts'
import type { RunHost } from './run.ts'
import { runHost } from './run-host.ts'
import { appStyles } from './styles.ts'
import { controls, ending, stage } from './view.ts'

addEnglish(words)

const focusWatches = new Lazy(() => import('./focus.ts'))

/**
 * Shows the app of a tool (MCP Apps): a page of an MCP server, in a sandbox. The app has no origin, no login and no way to
 * other sites but those that it declares; what it asks for goes through the person, in this element's own bar.
 *
 * The handler serves the sandbox at `app-sandbox` below the endpoint; a page with a content security policy must allow it
 * in `frame-src`.
 *
 * @summary Shows an MCP App in a sandbox.
 * @fires {McpCallRequestEvent} mcp-call-request - The app is about to call a tool of its server. Cancellable.
 * @fires {McpAppMessageEvent} mcp-app-message - The app would add a message to the page's conversation; `take()` does it.
 * @fires {McpAppContextEvent} mcp-app-context - What the app would have a model know.
 * @fires {McpAppLogEvent} mcp-app-log - The app logs something.
 * @fires {McpErrorEvent} mcp-error - The app could not be loaded.
 * @csspart app - The frame around everything.
 * @csspart bar - The row with the app's name and what stops it.
 * @csspart question - What the person is asked for the app.
 * @csspart allow-button - Says yes to it.
 * @csspart refuse-button - Says no to it.
 * @csspart notice - Why the app does not run.
 * @csspart frame - The app's frame.
 * @cssstate loading - The app is not there yet.
 * @cssstate running - The app has started.
 * @cssstate asking - The person is asked something for the app.
 * @cssstate stopped - The app has ended, or could not be shown.
 */
export class McpAppFrame extends McpElement {
  static override styles = [baseStyles, appStyles]

  /** What to show, see {@link McpApp}. An equal value changes nothing. */
  @property({ attribute: false, hasChanged: (value, old) => !equal(value, old) }) app: McpApp | undefined

  /** The connection that the app is from. All that the app asks its server goes there. */
  @property({ attribute: 'session-id' }) sessionId = ''

  #person = new Person()
  #run: AppRun | undefined
  /** Counts lives: each gets a frame of its own. */
  #life = 0
  #mode: DisplayMode = 'inline'
  /** The person has left the app by keys, and is at its bar. */
  #left = false
  #asking = new Asking(
    this,
    this.localize,
    () => this.#asked(),
    () => this.#answered(),
  )
  #focus: FocusWatch | undefined
  #sizes = new ResizeObserver(() => this.#run?.contextChanged())

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#watchFocus()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#focus?.disconnect()
    this.#focus = undefined
    this.#sizes.disconnect()
    this.#asking.clear()
    // Its frame went with the element, and what was in it.
    this.#run?.drop()
    this.#run = undefined
    this.#mode = 'inline'
  }

  /** Ends the app; it is given half a second to clean up. Call it before the element is taken away, for apps that keep something. */
  async stop(): Promise<void> {
    this.#asking.clear()
    await this.#run?.stop()
  }

  /** Ends the app, and starts it anew. */
  async reload(): Promise<void> {
    await this.stop()
    this.#run = undefined
    this.requestUpdate()
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed)
    if (!this.isConnected) return
    // Nothing of one user is left for another.
    const other = this.#person.follow(this.store)
    if (this.#run && (other || this.#isOutdated(changed))) {
      this.#asking.clear()
      this.#run.drop()
      this.#run = undefined
    }
    if (!this.#run && this.#canStart) {
      this.#life++
      this.#run = new AppRun(this.#runHost())
    }
    if (this.app) this.#run?.update(this.app)
    const phase = this.#run?.phase ?? 'loading'
    this.#state('loading', phase === 'loading' || phase === 'starting')
    this.#state('running', phase === 'running')
    this.#state('stopped', phase === 'stopped')
    this.#state('asking', this.#asking.open)
  }

  protected override updated(): void {
    const frame = this.#frame
    if (!frame) return
    const height = `${this.#run?.height}px`
    frame.style.blockSize = frame.parentElement!.style.minBlockSize = height
    this.#run?.attach(frame)
    this.#sizes.observe(frame)
    if (this.#run?.phase === 'running') this.#run.contextChanged()
  }

  protected override render(): TemplateResult {
    const { localize } = this
    const run = this.#run
    const plain = run?.document?.border === false && this.#mode === 'inline' && run.phase !== 'stopped'
    const actions = {
      show: (mode: DisplayMode) => void this.#show(mode),
      reload: () => void this.reload(),
      stop: () => void this.#stopPressed(),
    }
    return html`<dialog
      class=${plain ? 'plain' : ''}
      part="app"
      aria-labelledby="name"
      open
      ?inert=${this.#person.inDoubt}
      @close=${this.#closed}
      @focusout=${this.#focusLeft}
      @pointerdown=${this.#pressed}
    >
      <header class="bar" part="bar">
        <span class="name" id="name">
          <b dir="auto">${visible(this.#title)}</b>
          <span class="muted" dir="auto" title=${this.#sites}
            >${localize.term('appOf', visible(this.#serverName))}</span
          >
        </span>
        ${run ? controls(localize, run, this.#mode, actions) : nothing}
      </header>
      ${this.#asking.render()}
      ${run?.late ? html`<div class="late" part="notice" role="alert">${localize.term('appLate')}</div>` : nothing}
      ${run?.frameUrl ? keyed(this.#life, this.#stage(run, run.frameUrl)) : this.#notice()}
      <span class="probe" @transitionend=${() => this.#run?.contextChanged()}></span>
      <div class="visually-hidden" role="status">${this.#status}</div>
    </dialog>`
  }

  #stage = (run: AppRun, url: string): TemplateResult =>
    stage(this.localize, run, url, {
      title: this.localize.term('appFrame', visible(this.#title)),
      left: this.#left,
    })

  #notice(): TemplateResult {
    const { localize } = this
    const run = this.#run
    if (run?.ending) return ending(localize, run.ending, this.#frameSource)
    const text = !this.#uri ? 'appNothing' : run ? 'appLoading' : 'appWaiting'
    return html`<div class="empty" part="notice">
      <span>${run ? icon('spinner') : nothing} ${localize.term(text)}</span>
    </div>`
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector('dialog')
  }

  get #frame(): HTMLIFrameElement | null {
    return this.renderRoot.querySelector('iframe')
  }

  /** Address of the UI; empty where there is none to show. */
  get #uri(): string {
    const { app } = this
    return app?.resourceUri ?? (app?.tool && appUriOf(app.tool)) ?? (app?.html === undefined ? '' : 'ui://inline')
  }

  get #connection() {
    return this.store?.connection(this.sessionId)
  }

  get #canStart(): boolean {
    if (!this.store || !this.#uri || this.store.state.status === 'unauthenticated') return false
    return this.app?.html !== undefined || this.#connection?.state === 'CONNECTED'
  }

  get #title(): string {
    const { tool } = this.app ?? {}
    return tool?.title || tool?.annotations?.title || tool?.name || this.#uri
  }

  get #serverName(): string {
    const connection = this.#connection
    return connection ? connectionTitle(connection) : location.host
  }

  /** Where the app may go on the network, in words. */
  get #sites(): string {
    const { connectDomains = [], resourceDomains = [], frameDomains = [] } = this.#run?.document?.csp ?? {}
    const sites = [...new Set([...connectDomains, ...resourceDomains, ...frameDomains])]
    return sites.length > 0 ? this.localize.term('appSites', sites.join(', ')) : ''
  }

  get #status(): string {
    const { localize } = this
    const run = this.#run
    if (this.#asking.open) return localize.term('appAsks')
    if (run?.phase === 'running') return localize.term('appRunning')
    // A failure is an alert already.
    if (run?.phase === 'stopped') return run.ending?.term === 'appStopped' ? localize.term('appStopped') : ''
    return run ? localize.term('appLoading') : ''
  }

  get #sandboxUrl(): string {
    const url = new URL(this.store!.client.url, document.baseURI)
    return `${url.origin}${url.pathname.replace(/\/+$/, '')}/app-sandbox`
  }

  get #frameSource(): string {
    const { origin } = new URL(this.#sandboxUrl)
    return origin === location.origin ? "'self'" : origin
  }

  #isOutdated(changed: PropertyValues<this>): boolean {
    return changed.has('sessionId') || (changed.has('app') && this.#isOther(changed.get('app')))
  }

  /** Whether the app that was shown before is another one, or about another call. */
  #isOther(before: McpApp | undefined): boolean {
    const { app } = this
    if (!app || !before || app.tool?.name !== before.tool?.name) return true
    return app.html !== before.html || app.resourceUri !== before.resourceUri || this.#run!.isOutdated(app)
  }

  #runHost(): RunHost {
    const { sessionId } = this
    const store = this.store!
    const app = this.app!
    return runHost({
      element: this,
      localize: this.localize,
      asking: this.#asking,
      used: () => this.#focus?.used(),
      store,
      sessionId,
      sandboxUrl: this.#sandboxUrl,
      serverName: () => this.#serverName,
      read: async (signal) =>
        app.html === undefined
          ? readApp(store.client, sessionId, this.#uri, signal)
          : checkApp(app.html, app.meta ?? {}),
      context: () => this.#context(),
      leave: () => this.#leave(),
      failed: (error) => this.reportError(error),
      display: (mode) => this.#wants(mode),
    })
  }

  #context(): Record<string, unknown> | undefined {
    const { app, localize } = this
    const frame = this.#frame
    if (!frame?.clientWidth) return undefined
    return hostContext({
      element: this,
      probe: this.renderRoot.querySelector('.probe'),
      frame,
      mode: this.#mode,
      lang: localize.lang(),
      tool: app?.tool,
    })
  }

  /** The app asks for another display; it gets it while a person uses it, and by no other means. */
  #wants(mode: unknown): DisplayMode {
    const known = mode === 'fullscreen' || mode === 'inline'
    const mayShow = this.#run?.modes?.includes(mode) ?? true
    if (known && mayShow && (mode === 'inline' || navigator.userActivation.isActive)) this.#show(mode)
    return this.#mode
  }

  #show(mode: DisplayMode): void {
    const dialog = this.#dialog
    if (!dialog || mode === this.#mode) return
    this.#mode = mode
    showAs(dialog, mode)
    this.requestUpdate()
  }

  /** Escape ends the full screen. */
  #closed = (): void => {
    const dialog = this.#dialog
    if (!dialog || dialog.open) return
    this.#mode = 'inline'
    showAs(dialog, 'inline')
    this.requestUpdate()
  }

  async #stopPressed(): Promise<void> {
    await this.stop()
    await this.updateComplete
    this.#focusOn('reload')
  }

  #focusOn(id: string): void {
    this.renderRoot.querySelector<HTMLElement>(`#${id}`)?.focus()
  }

  /** By keys pressed in the app. It cannot take the focus back while the person is at the bar. */
  #leave(): void {
    this.#left = true
    this.requestUpdate()
    this.#focusOn(this.#asking.open ? 'question' : 'stop')
  }

  #focusLeft = ({ relatedTarget }: FocusEvent): void => {
    if (relatedTarget instanceof Node && this.#dialog?.contains(relatedTarget)) return
    this.#left = false
    this.requestUpdate()
  }

  #pressed = ({ target }: Event): void => {
    if (!this.#left || !(target instanceof Element && target.closest('.stage'))) return
    this.#left = false
    this.requestUpdate()
  }

  /** A question has come up: who is in the app is taken to it, if it was the person who caused it. */
  #asked(): void {
    const inApp = this.shadowRoot?.activeElement === this.#frame && this.#frame !== null
    if (inApp && navigator.userActivation.isActive) void this.updateComplete.then(() => this.#focusOn('question'))
  }

  #answered(): void {
    const focused = this.shadowRoot?.activeElement
    if (!focused?.closest('#question')) return
    this.#left = false
    void this.updateComplete.then(() => this.#frame?.focus())
  }

  async #watchFocus(): Promise<void> {
    const { FocusWatch } = await focusWatches.load()
    if (!this.isConnected || this.#focus) return
    this.#focus = new FocusWatch(this.#focusHost())
    this.#focus.connect()
  }

  #focusHost(): FocusHost {
    const controlsOf = (element: Element) =>
      element.getRootNode() === this.renderRoot && element.closest('.bar, .question') !== null
    const frame = () => this.#frame
    return {
      get frame() {
        return frame()
      },
      owns: controlsOf,
      stolen: () => this.#run?.fail({ term: 'appFocus' }),
    }
  }

  #state(name: string, on: boolean): void {
    if (on) this.internals.states.add(name)
    else this.internals.states.delete(name)
  }
}
