import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Localize } from '../core/localize.ts'
import { prettyJson } from '../result/data.ts'
import { changesView } from './changes.ts'
import type { Pending } from './consent.ts'
import { connectionTitle, effectOf, toolTitle } from './tools.ts'
import type { Choice, Effect } from './tools.ts'
import { visible } from './visible.ts'

const REASONS: { [E in Effect]?: 'runnerConfirmDestroys' | 'runnerConfirmUnknown' } = {
  destroys: 'runnerConfirmDestroys',
  unknown: 'runnerConfirmUnknown',
}

/** A question in place: whether to run a tool with these arguments. */
export function confirmation(
  localize: Localize,
  choice: Choice,
  { request, changes }: Pending,
  answer: (run: boolean) => void,
): TemplateResult {
  const { connection, tool } = choice
  const changed = changes.length > 0
  const reason = REASONS[effectOf(tool)] ?? (changed ? undefined : 'runnerConfirmAsked')
  return html`<div
    class="confirmation"
    part="confirmation"
    id="confirmation"
    role="group"
    tabindex="-1"
    aria-labelledby="confirm-title"
    aria-describedby="confirm-reason"
  >
    <b id="confirm-title" dir="auto">${localize.term('runnerConfirm', toolTitle(tool), connectionTitle(connection))}</b>
    <p id="confirm-reason">
      ${changed ? html`<strong>${localize.term('changesReason')}</strong>` : nothing} ${reason && localize.term(reason)}
    </p>
    ${changed ? changesView(localize, changes) : nothing}
    <p>${localize.term('runnerArguments')}</p>
    <pre tabindex="0" aria-label=${localize.term('runnerArguments')}>
${visible(prettyJson(request.arguments) ?? '')}</pre>
    <div class="bar">
      <button type="button" class="primary" part="confirm-button" @click=${() => answer(true)}>
        ${localize.term(changed ? 'changesConfirm' : 'runnerConfirmRun')}
      </button>
      <button type="button" @click=${() => answer(false)}>${localize.term('runnerConfirmBack')}</button>
    </div>
  </div>`
}
