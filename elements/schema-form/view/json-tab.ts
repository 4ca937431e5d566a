import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { icon } from '../../core/icons.ts'
import { addEnglish } from '../../core/localize.ts'
import type { Localize } from '../../core/localize.ts'
import { formJson } from '../../translations/en/form-json.ts'
import type { Draft } from '../core/draft.ts'
import { equal, parseJson } from '../core/json.ts'
import { labelOf } from '../words.ts'

export { jsonStyles as styles } from '../json-styles.ts'
export { pastedArguments, pasteNotice } from './paste.ts'

addEnglish(formJson)

/** Most names that a list of them has before it ends in an ellipsis. */
const maxNames = 8

function listLabels(drafts: readonly Draft[], localize: Localize): string {
  const labels = drafts.slice(0, maxNames).map((draft) => labelOf(draft, localize))
  return [...labels, ...(drafts.length > maxNames ? ['…'] : [])].join(', ')
}

export interface JsonTabListener {
  /** Another value was written. */
  edited(value: unknown): void
  /** Text was written that is no value. */
  broken(): void
  /** Text that is no value was thrown away. */
  discarded(): void
}

/** The whole value as text. What does not parse is kept, and what does stays as it was written, to the byte. */
export class JsonTab {
  #text = ''
  /** What the text says. */
  #value: unknown
  /** Why the text is no value, in words. */
  problem: string | undefined
  /** The person wanted the form, which needs text that parses. */
  blocked = false
  readonly #localize: Localize
  readonly #listener: JsonTabListener

  constructor(localize: Localize, listener: JsonTabListener) {
    this.#localize = localize
    this.#listener = listener
  }

  /** Shows a value; as it was written, if that says the same. */
  show(value: unknown): void {
    const known = this.problem === undefined && this.#text !== '' && equal(this.#value, value)
    this.problem = undefined
    this.blocked = false
    if (known) return
    this.#value = value
    this.#text = value === undefined ? '' : JSON.stringify(value, null, 2)
  }

  /** `missing` are parts of the form that have no value yet. */
  render(disabled: boolean, missing: readonly Draft[]): TemplateResult {
    const [localize, text, problem] = [this.#localize, this.#text, this.problem]
    const about = problem === undefined ? missing.length > 0 && 'json-missing' : 'json-error'
    return html`<textarea
        id="json"
        class="mono"
        part="control"
        rows=${Math.min(Math.max(text.split('\n').length + 1, 8), 24)}
        spellcheck="false"
        autocapitalize="off"
        aria-label=${localize.term('formJson')}
        aria-invalid=${problem === undefined ? nothing : 'true'}
        aria-describedby=${about || nothing}
        ?disabled=${disabled}
        .value=${text}
        @input=${this.#edit}
      ></textarea>
      ${
        about === 'json-missing'
          ? html`<p class="hint" id="json-missing" dir="auto">
              ${localize.term('formJsonMissing', listLabels(missing, localize))}
            </p>`
          : nothing
      }
      ${
        problem === undefined
          ? nothing
          : html`<p class="field-error" part="error" id="json-error">${icon('alert')}<span>${problem}</span></p>`
      }
      ${
        problem !== undefined && this.blocked
          ? html`<p class="hint" role="status">
              ${localize.term('formJsonBlocked')}
              <button class="link" type="button" @click=${() => this.#listener.discarded()}>
                ${localize.term('formJsonDiscard')}
              </button>
            </p>`
          : nothing
      }`
  }

  readonly #edit = (event: Event): void => {
    this.#text = (event.target as HTMLTextAreaElement).value
    this.blocked = false
    const parsed = parseJson(this.#text)
    if ('value' in parsed) {
      this.#value = parsed.value
      this.problem = undefined
      this.#listener.edited(parsed.value)
    } else {
      this.problem = this.#localize.term(parsed.error, parsed.detail)
      this.#listener.broken()
    }
  }
}
