import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { addEnglish } from '../../core/localize.ts'
import type { Localize } from '../../core/localize.ts'
import { prettyJson } from '../../result/data.ts'
import { changesView } from './changes.ts'
import type { Pending } from './consent.ts'
import { connectionTitle, effectOf, toolTitle } from '../tools.ts'
import type { Choice } from '../tools.ts'
import { visible } from './visible.ts'
import { consent as words } from '../../translations/en/consent.ts'

export { consentStyles } from './styles.ts'

addEnglish(words)

/** Why the person is asked, beside what has changed of the tool. */
function reasonFor({ tool }: Choice, changed: boolean, byPage: boolean): keyof typeof words | undefined {
  const effect = effectOf(tool)
  if (effect === 'destroys') return 'runnerConfirmDestroys'
  if (effect === 'unknown') return 'runnerConfirmUnknown'
  if (effect === 'writes' && tool.annotations?.destructiveHint !== false) return 'runnerConfirmWrites'
  if (changed) return undefined
  return byPage ? 'runnerConfirmAsked' : 'runnerConfirmWished'
}

/**
 * A question in place: whether to run a tool with these arguments. `byPage`: the page wants it asked every time, so
 * that there is no use in allowing the tool for good.
 */
export function confirmation(
  localize: Localize,
  choice: Choice,
  { request, changes }: Pending,
  byPage: boolean,
  answer: (run: boolean, always?: boolean) => void,
): TemplateResult {
  const { connection, tool } = choice
  const changed = changes.length > 0
  const reason = reasonFor(choice, changed, byPage)
  const agree = ({ currentTarget }: Event) => {
    const always = (currentTarget as Element).closest('#confirmation')?.querySelector<HTMLInputElement>('#always')
    answer(true, always?.checked)
  }
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
    ${
      byPage
        ? nothing
        : html`<label class="always" part="always">
            <input type="checkbox" id="always" /> ${localize.term('runnerAlways')}
          </label>`
    }
    <div class="bar">
      <button type="button" class="primary" part="confirm-button" @click=${agree}>
        ${localize.term(changed ? 'changesConfirm' : 'runnerConfirmRun')}
      </button>
      <button type="button" @click=${() => answer(false)}>${localize.term('runnerConfirmBack')}</button>
    </div>
  </div>`
}
