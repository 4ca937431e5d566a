/** What a person is asked for an app. All names and addresses are a server's or an app's words. */
import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { JsonObject, ToolInfo } from '../../shared/mcp.ts'
import { addEnglish } from '../core/localize.ts'
import type { Localize } from '../core/localize.ts'
import { prettyJson } from '../result/data.ts'
import { effectOf, toolTitle } from '../tool-runner/tools.ts'
import { visible } from '../tool-runner/consent/visible.ts'
import { appQuestions as words } from '../translations/en/app-questions.ts'
import type { Answer, Question } from './asking.ts'
import type { Feature } from './resource.ts'

addEnglish(words)

const REASONS = {
  destroys: 'appCallDestroys',
  unknown: 'appCallUnknown',
  writes: 'appCallWrites',
  reads: 'appCallAsked',
} as const

export function callQuestion(localize: Localize, tool: ToolInfo, args: JsonObject, server: string): Question {
  const effect = effectOf(tool)
  const changed = (tool.changes?.length ?? 0) > 0
  return {
    title: localize.term('appCall', visible(toolTitle(tool)), visible(server)),
    body: html`<p>
        ${changed ? html`<strong>${localize.term('appCallChanged')}</strong>` : nothing}
        ${localize.term(REASONS[effect])}
      </p>
      <p>${localize.term('appCallArguments')}</p>
      <pre tabindex="0" aria-label=${localize.term('appCallArguments')}>${visible(prettyJson(args) ?? '')}</pre>`,
    yes: localize.term('appCallOnce'),
    always: effect === 'destroys' ? undefined : localize.term('appCallAlways'),
    no: localize.term('appDecline'),
  }
}

export const linkQuestion = (localize: Localize, url: URL): Question => ({
  title: localize.term('appLink', url.host),
  body: html`<p class="address"><code>${visible(url.href)}</code></p>`,
  yes: localize.term('appLinkOpen'),
  no: localize.term('appDecline'),
  href: url.href,
})

export interface OfferedFile {
  readonly name: string
  /** Bytes; `undefined` where the server has to be asked for the file. */
  readonly size: number | undefined
}

export function downloadQuestion(localize: Localize, files: readonly OfferedFile[]): Question {
  const size = (bytes: number) =>
    localize.number(bytes / 1024, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 1 })
  return {
    title: localize.term('appDownload', files.length),
    body: html`<ul>
      ${files.map(
        (file) =>
          html`<li>
            <bdi>${visible(file.name)}</bdi>
            ${file.size === undefined ? nothing : html`<span class="muted">${size(file.size)}</span>`}
          </li>`,
      )}
    </ul>`,
    yes: localize.term('appDownloadSave'),
    no: localize.term('appDecline'),
  }
}

const WORDS = {
  camera: 'appUsesCamera',
  microphone: 'appUsesMicrophone',
  geolocation: 'appUsesGeolocation',
  clipboardWrite: 'appUsesClipboard',
} as const satisfies Record<Feature, string>

export const featuresQuestion = (localize: Localize, features: readonly Feature[], server: string): Question => ({
  title: localize.term('appUses', visible(server)),
  body: html`<ul>
    ${features.map((feature) => html`<li>${localize.term(WORDS[feature])}</li>`)}
  </ul>`,
  yes: localize.term('appUsesAllow'),
  no: localize.term('appUsesWithout'),
})

interface Shown {
  /** Whether it can be answered with a yes. */
  readonly ready: boolean
  /** Questions that wait behind it. */
  readonly more: number
  answer(answer: Answer): void
}

export function questionView(localize: Localize, question: Question, { ready, more, answer }: Shown): TemplateResult {
  const { title, body, yes, always, no, href } = question
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    // Not the full screen around it.
    event.preventDefault()
    event.stopPropagation()
    answer('no')
  }
  const follow = (event: Event) => (ready ? answer('yes') : event.preventDefault())
  return html`<div
    class="question"
    part="question"
    id="question"
    role="group"
    tabindex="-1"
    aria-labelledby="question-title"
    aria-describedby="question-body"
    @keydown=${pressed}
  >
    <b id="question-title" dir="auto">${title}</b>
    <div id="question-body">${body}</div>
    <div class="answers">
      ${
        href
          ? html`<a
              class="button primary"
              part="allow-button"
              href=${href}
              target="_blank"
              rel="noopener noreferrer"
              aria-disabled=${ready ? nothing : 'true'}
              @click=${follow}
              >${yes}</a
            >`
          : html`<button
              class="primary"
              part="allow-button"
              type="button"
              ?disabled=${!ready}
              @click=${() => answer('yes')}
            >
              ${yes}
            </button>`
      }
      ${
        always
          ? html`<button type="button" ?disabled=${!ready} @click=${() => answer('always')}>${always}</button>`
          : nothing
      }
      <button type="button" part="refuse-button" @click=${() => answer('no')}>${no}</button>
      ${more > 0 ? html`<span class="muted">${localize.term('appMoreQuestions', more)}</span>` : nothing}
    </div>
  </div>`
}
