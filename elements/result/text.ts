import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { ResultBody } from './body.ts'
import { markdownSigns } from './markdown/signs.ts'
import { memoize } from './data.ts'
import { byPart, markdownPart } from './parts.ts'

/** Characters of one text that are shown at once: more makes pages slow, and is rarely read. */
const SHOWN = 100_000
/** Characters up to which all of a text can be shown, and by which a longer one is shown further. */
const STEP = 1_000_000

class Reading {
  shown = SHOWN
  /** The person's choice; what the text looks like decides where they have made none. */
  as: 'text' | 'markdown' | undefined
}

/** A text as it came, and its rest when asked for. `key` remembers that it was. */
export function plainText(view: ResultBody, key: object, text: string): TemplateResult {
  const reading = view.stateOf(key, Reading)
  const { localize } = view
  const more = () => {
    reading.shown += STEP
    view.update()
  }
  const left = text.length - reading.shown
  return html`<div class="text" dir="auto">${left > 0 ? text.slice(0, reading.shown) : text}</div>
    ${
      left > 0
        ? html`<button type="button" @click=${more}>
            ${
              left <= STEP
                ? localize.term('resultShowAll', view.bytes(text.length))
                : localize.term('resultShowMoreOf', view.bytes(STEP), view.bytes(text.length))
            }
          </button>`
        : nothing
    }`
}

const signsOf = memoize(({ text }: { readonly text: string }) => markdownSigns(text))

/** A text of a server: as markdown where that is what it is, or what it looks like; the person may choose. */
export function textTemplate(view: ResultBody, key: { readonly text: string }, isMarkdown = false): TemplateResult {
  const signs = signsOf(key)
  if (!isMarkdown && !signs) return plainText(view, key, key.text)
  const { localize } = view
  const reading = view.stateOf(key, Reading)
  const chosen = reading.as ?? (isMarkdown || signs === 'clear' ? 'markdown' : 'text')
  const choice = (as: 'text' | 'markdown', label: string) =>
    html`<button
      type="button"
      aria-pressed=${chosen === as}
      @click=${() => {
        reading.as = as
        view.update()
      }}
    >
      ${label}
    </button>`
  return html`<div class="segmented small" role="group" aria-label=${localize.term('resultReadAs')}>
      ${choice('markdown', localize.term('resultMarkdown'))}${choice('text', localize.term('resultText'))}
    </div>
    ${
      chosen === 'markdown'
        ? byPart(view, markdownPart, ({ markdownTemplate }) => markdownTemplate(view, key))
        : plainText(view, key, key.text)
    }`
}
