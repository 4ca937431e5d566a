import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { Localize } from '../core/localize.ts'
import type { CallRequest } from '../core/events.ts'
import { prettyJson } from '../result/data.ts'
import { connectionTitle, effectOf, toolTitle } from './tools.ts'
import type { Choice } from './tools.ts'

/** Characters that change the order or the look of others without being seen: an argument could pass for another one. */
const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g

const visible = (json: string): string =>
  json.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** A question in place: whether to run a tool with these arguments. */
export function confirmation(
  localize: Localize,
  choice: Choice,
  request: CallRequest,
  answer: (run: boolean) => void,
): TemplateResult {
  const { connection, tool } = choice
  const reason = { destroys: 'runnerConfirmDestroys', unknown: 'runnerConfirmUnknown' } as const
  const effect = effectOf(tool)
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
      ${localize.term(effect === 'destroys' || effect === 'unknown' ? reason[effect] : 'runnerConfirmAsked')}
      ${localize.term('runnerArguments')}
    </p>
    <pre tabindex="0" aria-label=${localize.term('runnerArguments')}>
${visible(prettyJson(request.arguments) ?? '')}</pre>
    <div class="bar">
      <button type="button" class="primary" part="confirm-button" @click=${() => answer(true)}>
        ${localize.term('runnerConfirmRun')}
      </button>
      <button type="button" @click=${() => answer(false)}>${localize.term('runnerConfirmBack')}</button>
    </div>
  </div>`
}
