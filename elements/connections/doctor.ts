import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { DiagnoseStep, RpcParams } from '../../shared/rpc.ts'
import { McpError } from '../core/error.ts'
import { icon } from '../core/more-icons.ts'
import { addEnglish } from '../core/localize.ts'
import type { Localize } from '../core/localize.ts'
import { problemTemplate, problemText } from '../core/problem.ts'
import type { McpStore } from '../core/store.ts'
import { connectionsDoctor } from '../translations/en/connections-doctor.ts'
import { adoptStyles } from '../core/adopt.ts'
import { copyButton } from './copy-button.ts'
import { debugInfo } from './debug-info.ts'
import type { Desk } from './desk.ts'
import { doctorStyles } from './doctor-styles.ts'

addEnglish(connectionsDoctor)

const STEPS = ['address', 'network', 'handshake', 'sign-in', 'tools'] as const satisfies readonly DiagnoseStep['step'][]

type Outcome = 'ok' | 'failed' | 'asks' | 'untried'

const LOOKS = {
  ok: ['check', ''],
  failed: ['alert', 'bad'],
  asks: ['lock', 'warn'],
  untried: ['more', 'plain'],
} as const satisfies Record<Outcome, readonly [Parameters<typeof icon>[0], string]>

/** Finds out at which step a server cannot be connected, and says what to do about it. */
export class Doctor {
  readonly #desk: Desk
  readonly #store: McpStore
  readonly #target: RpcParams<'diagnose'>
  #steps: readonly DiagnoseStep[] | undefined
  #problem: McpError | undefined
  #running = false

  constructor(desk: Desk, store: McpStore, target: RpcParams<'diagnose'>) {
    this.#desk = desk
    this.#store = store
    this.#target = target
    adoptStyles(desk.element.renderRoot, doctorStyles)
    void this.run()
  }

  async run(): Promise<void> {
    if (this.#running) return
    const { element, localize, announce, report } = this.#desk
    this.#running = true
    this.#problem = undefined
    element.requestUpdate()
    try {
      const { steps } = await this.#store.client.diagnose(this.#target)
      this.#steps = Array.isArray(steps) ? steps : []
      announce(nextStep(localize, this.#steps))
    } catch (error) {
      if (!(error instanceof McpError)) throw error
      this.#problem = error
      report(error)
    } finally {
      this.#running = false
      element.requestUpdate()
    }
  }

  template(): TemplateResult {
    const { localize } = this.#desk
    if (this.#running) {
      return html`<p class="muted checking">${icon('spinner')} ${localize.term('connectionsChecking')}</p>`
    }
    const steps = this.#steps
    return html`${this.#problem ? html`<p role="alert">${problemTemplate(localize, this.#problem)}</p>` : nothing}
      ${steps ? stepsTemplate(localize, steps) : nothing}
      <div class="findings-actions">
        <button type="button" @click=${() => this.run()}>
          ${icon('refresh')}${localize.term('connectionsCheckAgain')}
        </button>
        ${copyButton(this.#desk, 'connectionsCopyDebug', () => this.#info())}
      </div>`
  }

  #info(): string {
    const { sessionId, serverUrl } = this.#target
    return debugInfo(sessionId === undefined ? undefined : this.#store.connection(sessionId), serverUrl, this.#steps)
  }
}

function stepsTemplate(localize: Localize, steps: readonly DiagnoseStep[]): TemplateResult {
  const wantsSignIn = steps.some(({ step }) => step === 'sign-in')
  const shown = STEPS.filter((step) => step !== 'sign-in' || wantsSignIn)
  return html`<ol class="steps" part="steps">
      ${shown.map((name) => {
        const outcome = outcomeOf(steps.find(({ step }) => step === name))
        const [drawn, tone] = LOOKS[outcome]
        return html`<li class="chip ${tone}">
          ${icon(drawn)} ${localize.term(`connectionsStep_${name}`)}
          <span>${localize.term(`connectionsStepIs_${outcome}`)}</span>
        </li>`
      })}
    </ol>
    <p class="next-step">${nextStep(localize, steps)}</p>`
}

/** A server that asks for a sign-in has answered. */
function outcomeOf(step: DiagnoseStep | undefined): Outcome {
  if (!step) return 'untried'
  if (step.ok) return 'ok'
  return step.step === 'handshake' && step.code === 'reauth_required' ? 'asks' : 'failed'
}

/** What to do, by the step that failed and by how it did. */
export function nextStep(localize: Localize, steps: readonly DiagnoseStep[]): string {
  const failed = steps.findLast(({ ok }) => !ok)
  if (!failed) return localize.term('connectionsNextNone')
  const last = steps.at(-1)
  if (failed.step === 'handshake' && last?.step === 'sign-in') return localize.term('connectionsNextSignIn')
  const { step, code, reason, httpStatus } = failed
  if (step === 'sign-in' && code === 'reauth_required') return localize.term('connectionsNextToken')
  if (code === 'registration_rejected') return localize.term('connectionsNextRegister')
  if (step === 'network' && reason) return localize.term(`connectionsNext_${reason}`)
  if (step === 'handshake') {
    if (httpStatus === 404 || httpStatus === 405) return localize.term('connectionsNextPath', httpStatus)
    if (httpStatus === 403) return localize.term('connectionsNextForbidden')
    if (httpStatus !== undefined && httpStatus >= 500) return localize.term('connectionsNextServer', httpStatus)
    if (code === 'upstream_timeout') return localize.term('connectionsNextSilent')
    if (code === 'upstream_protocol') return localize.term('connectionsNextNoMcp')
  }
  const { message = '' } = failed
  return code ? problemText(localize, { code, message }) : message
}
