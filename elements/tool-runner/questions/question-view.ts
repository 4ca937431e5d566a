import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { OpenQuestion } from '../../../shared/events.ts'
import type { JsonObject } from '../../../shared/mcp.ts'
import { openableUrl } from '../../core/address.ts'
import type { McpError } from '../../core/error.ts'
import type { McpSubmitEvent } from '../../core/events.ts'
import { icon } from '../../core/icons.ts'
import { addEnglish } from '../../core/localize.ts'
import type { Localize } from '../../core/localize.ts'
import { problemTemplate } from '../../core/problem.ts'
import { isObject, own } from '../../schema-form/core/json.ts'
import type { McpSchemaForm } from '../../schema-form/schema-form.ts'
import { FORM_PARTS } from '../run/argument-form.ts'
import { visible } from '../consent/visible.ts'
import { questions as words } from '../../translations/en/questions.ts'

addEnglish(words)

/** Characters of a message that need no scrolling. */
const SHORT = 600

export type Answer = 'accept' | 'decline' | 'cancel'

/** One open question as it is shown. */
export interface ShownQuestion {
  readonly question: OpenQuestion
  /** Makes ids. */
  readonly number: number
  /** Defaults are not told in it: they are filled in, where the person sees what is sent. */
  readonly schema: unknown
  readonly defaults: JsonObject
  /** The answer that is under way. */
  sending: Answer | undefined
  /** The person has followed the link. */
  opened: boolean
  /** The last minute was told. */
  warned: boolean
  error: McpError | undefined
}

export interface QuestionListener {
  /** `form` is where the answer was filled in. */
  answered(action: Answer, content?: JsonObject, form?: McpSchemaForm): void
  opened(): void
}

let made = 0

export function showQuestion(question: OpenQuestion): ShownQuestion {
  const { requestedSchema: schema = {} } = question
  const properties = isObject(schema['properties']) ? schema['properties'] : {}
  const defaults: [string, unknown][] = []
  const fields = Object.entries(properties).map(([name, field]) => {
    if (!isObject(field) || own(field, 'default') == null) return [name, field]
    const { default: value, ...rest } = field
    defaults.push([name, value])
    return [name, rest]
  })
  return {
    question,
    number: ++made,
    schema: { type: 'object', ...schema, properties: Object.fromEntries(fields) },
    defaults: Object.fromEntries(defaults),
    sending: undefined,
    opened: false,
    warned: false,
    error: undefined,
  }
}

/** "4:12", with hours where there are any. */
function clock(milliseconds: number): string {
  const seconds = Math.max(Math.ceil(milliseconds / 1000), 0)
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60]
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600))
  return parts.map((part, i) => String(part).padStart(i > 0 ? 2 : 1, '0')).join(':')
}

/** What a server asks, in place. `calledName` is what people call that which asks: a tool's title. */
export function questionView(
  localize: Localize,
  shown: ShownQuestion,
  calledName: string | undefined,
  listener: QuestionListener,
): TemplateResult {
  const { question, number, sending, error } = shown
  const { serverName, message, expiresAt, mode } = question
  const long = message.length > SHORT
  return html`<div
    class="question"
    part="question"
    id="question-${number}"
    role="group"
    tabindex="-1"
    aria-labelledby="question-title-${number}"
    aria-describedby="question-message-${number} question-time-${number}"
    aria-busy=${sending ? 'true' : 'false'}
  >
    <p>
      <b id="question-title-${number}" dir="auto">${localize.term('questionTitle', serverName)}</b>
      <span class="muted about"
        >${calledName === undefined ? nothing : html`<bdi>${localize.term('questionFor', calledName)}</bdi> · `}<span
          class="time"
          id="question-time-${number}"
          >${localize.term('questionTime', clock(expiresAt - Date.now()))}</span
        ></span
      >
    </p>
    <div
      class="message"
      part="question-message"
      id="question-message-${number}"
      dir="auto"
      role=${long ? 'group' : nothing}
      aria-label=${long ? localize.term('questionMessage') : nothing}
      tabindex=${long ? 0 : nothing}
    >
      <span>${message}</span>
    </div>
    ${mode === 'url' ? byAddress(localize, shown, listener) : byForm(localize, shown, listener)}
    ${error ? html`<div class="problem" role="alert">${problemTemplate(localize, error)}</div>` : nothing}
  </div>`
}

function byForm(localize: Localize, shown: ShownQuestion, { answered }: QuestionListener): TemplateResult {
  const submitted = (event: McpSubmitEvent): void => {
    event.preventDefault()
    if (isObject(event.value)) answered('accept', event.value, event.target as McpSchemaForm)
  }
  const send = ({ currentTarget }: Event): void =>
    (currentTarget as Element).closest('.question')?.querySelector<McpSchemaForm>('mcp-schema-form')?.requestSubmit()
  return html`<mcp-schema-form
      part="question-form"
      exportparts=${FORM_PARTS}
      without-json
      .schema=${shown.schema}
      .value=${shown.defaults}
      @mcp-submit=${submitted}
    ></mcp-schema-form>
    ${buttons(localize, shown, answered, button(localize, shown, 'send', send))}`
}

/** The whole address as text, and a link that the person follows or not: nothing opens by itself. */
function byAddress(localize: Localize, shown: ShownQuestion, listener: QuestionListener): TemplateResult {
  const { answered, opened } = listener
  const { url = '' } = shown.question
  const address = openableUrl(url)
  const text = address
    ? html`${address.protocol}//<wbr /><b>${address.host}</b><wbr />${address.href.slice(address.origin.length)}`
    : visible(url)
  const link =
    address &&
    html`<a
        class="button ${shown.opened ? '' : 'primary'}"
        part="question-link"
        href=${address.href}
        target="_blank"
        rel="noopener noreferrer"
        @click=${opened}
      >
        ${icon('external')}<span dir="auto">${localize.term('questionOpen', address.host)}</span>
        <span class="visually-hidden">, ${localize.term('questionNewWindow')}</span>
      </a>
      ${button(localize, shown, 'done', () => answered('accept'))}`
  return html`<pre
      class="address"
      part="question-address"
      dir="ltr"
      role="group"
      tabindex="0"
      aria-label=${localize.term('questionAddress')}
    >
${text}</pre>
    ${address ? nothing : html`<p>${localize.term('questionUnsafe')}</p>`}
    ${buttons(localize, shown, answered, link ?? nothing)}`
}

const BUTTONS = {
  send: ['questionSend', 'send-button'],
  done: ['questionDone', 'done-button'],
  decline: ['questionDecline', 'decline-button'],
  cancel: ['questionCancel', 'dismiss-button'],
} as const

/** Stays in the focus while an answer is under way. */
function button(
  localize: Localize,
  { sending, opened }: ShownQuestion,
  kind: keyof typeof BUTTONS,
  press: (event: Event) => void,
): TemplateResult {
  const [term, part] = BUTTONS[kind]
  return html`<button
    type="button"
    class=${kind === 'send' || (kind === 'done' && opened) ? 'primary' : ''}
    part=${part}
    aria-disabled=${sending ? 'true' : nothing}
    aria-label=${kind === 'cancel' ? localize.term('questionCancelName') : nothing}
    @click=${press}
  >
    ${localize.term(term)}
  </button>`
}

const buttons = (
  localize: Localize,
  shown: ShownQuestion,
  answered: QuestionListener['answered'],
  first: TemplateResult | typeof nothing,
): TemplateResult =>
  html`<div class="bar">
    ${first} ${button(localize, shown, 'decline', () => answered('decline'))}
    ${button(localize, shown, 'cancel', () => answered('cancel'))}
  </div>`
