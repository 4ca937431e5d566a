import { html, nothing } from 'lit'
import type { LitElement, TemplateResult } from 'lit'
import type { JsonObject } from '../../../shared/mcp.ts'
import { icon } from '../../core/more-icons.ts'
import type { IconName } from '../../core/more-icons.ts'
import { addEnglish } from '../../core/localize.ts'
import type { Localize } from '../../core/localize.ts'
import { adoptStyles } from '../../core/adopt.ts'
import type { Announcer } from '../announcer.ts'
import type { Choice } from '../tools.ts'
import { shareAs } from './formats.ts'
import type { Format } from './formats.ts'
import { shareStyles } from './styles.ts'
import { share as words } from '../../translations/en/share.ts'

addEnglish(words)

const FORMATS = [
  ['link', 'external', 'shareLink'],
  ['arguments', 'copy', 'shareArguments'],
  ['request', 'copy', 'shareRequest'],
  ['config', 'copy', 'shareConfig'],
  ['curl', 'code', 'shareCurl'],
] as const satisfies readonly (readonly [Format, IconName, keyof typeof words])[]

/** What can be copied of the chosen tool and its arguments. */
export class ShareMenu {
  readonly #host: LitElement
  readonly #localize: Localize
  readonly #announcer: Announcer
  #said: string | undefined
  /** What could not be copied, to be copied by hand. */
  #text: string | undefined

  constructor(host: LitElement, localize: Localize, announcer: Announcer) {
    this.#host = host
    this.#localize = localize
    this.#announcer = announcer
    adoptStyles(host.renderRoot, shareStyles)
  }

  /** Forgets what was said, for when it is opened. */
  clear(): void {
    this.#said = this.#text = undefined
  }

  /** `withLink`: whether runners on this page follow links. */
  render(choice: Choice, values: JsonObject, withLink: boolean): TemplateResult {
    const localize = this.#localize
    const formats = FORMATS.filter(([format]) => withLink || format !== 'link')
    return html`<ul class="share">
        ${formats.map(
          ([format, sign, term]) =>
            html`<li>
              <button
                type="button"
                class="quiet"
                part="share-choice"
                aria-describedby=${format === 'link' ? 'share-hint' : nothing}
                @click=${() => void this.#copy(format, choice, values)}
              >
                ${icon(sign)} ${localize.term(term)}
              </button>
              ${
                format === 'link'
                  ? html`<p class="muted" id="share-hint">${localize.term('shareLinkHint')}</p>`
                  : nothing
              }
            </li>`,
        )}
      </ul>
      ${this.#said === undefined ? nothing : html`<p class="note">${this.#said}</p>`}
      ${
        this.#text === undefined
          ? nothing
          : html`<textarea readonly rows="5" aria-label=${localize.term('shareText')} .value=${this.#text}></textarea>`
      }`
  }

  async #copy(format: Format, choice: Choice, values: JsonObject): Promise<void> {
    const { text, partial } = shareAs(format, choice, values)
    this.clear()
    if (text === undefined) return this.#say('shareTooLong')
    try {
      await navigator.clipboard.writeText(text)
      this.#say(partial ? 'shareWithout' : 'shareCopied')
    } catch {
      this.#text = text
      this.#say('shareFailed')
    }
  }

  #say(term: 'shareTooLong' | 'shareWithout' | 'shareCopied' | 'shareFailed'): void {
    this.#said = this.#localize.term(term)
    this.#announcer.say(this.#said)
    this.#host.requestUpdate()
  }
}
