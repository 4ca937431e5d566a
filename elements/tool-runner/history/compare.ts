import { html } from 'lit'
import type { TemplateResult } from 'lit'
import type { Localize } from '../../core/localize.ts'
import { prettyJson } from '../../result/data.ts'
import { differing } from '../consent/differing.ts'
import { visible } from '../consent/visible.ts'
import { namesOf } from '../run/calls.ts'
import type { Call } from '../run/calls.ts'

/** What a call returned, as text: structured content, else texts, else all of it. */
function written({ outcome }: Call): string {
  if (outcome?.type !== 'result') return ''
  const { content, structuredContent } = outcome.result
  if (structuredContent != null) return prettyJson(structuredContent) ?? ''
  const texts = content.flatMap((block) => (block.type === 'text' ? [block.text] : []))
  return texts.length === content.length ? texts.map(indented).join('\n\n') : (prettyJson(content) ?? '')
}

/** JSON on one line would differ as a whole. */
function indented(text: string): string {
  try {
    return prettyJson(JSON.parse(text)) ?? text
  } catch {
    return text
  }
}

/** Where two calls returned something else, the older one first. */
export function compareView(
  localize: Localize,
  one: Call,
  other: Call,
  timeOf: (at: number) => string,
): TemplateResult {
  const [before, after] = differing(written(one), written(other))
  const side = (call: Call, text: string) => {
    const { tool, server } = namesOf(call.choice)
    const label = `${tool}, ${server}, ${timeOf(call.at)}`
    return html`<div>
      <p class="muted" dir="auto">${label}</p>
      <pre tabindex="0" role="group" aria-label=${label} dir="auto">${visible(text)}</pre>
    </div>`
  }
  return html`<p><b>${localize.term('historyCompared')}</b></p>
    ${
      before === '' && after === ''
        ? html`<p>${localize.term('historySame')}</p>`
        : html`<div class="compare" part="history-compare">${side(one, before)}${side(other, after)}</div>`
    }`
}
