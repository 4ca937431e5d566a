import { html } from 'lit'
import type { TemplateResult } from 'lit'
import { icon } from '../core/more-icons.ts'
import type { Desk } from './desk.ts'

/** A button that puts a text into the clipboard, and says so; where that is forbidden, that too. */
export function copyButton(
  { localize, announce }: Desk,
  label: 'connectionsCopyDebug' | 'connectionsCopyConfig',
  text: () => string,
): TemplateResult {
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(text()).then(
      () => true,
      () => false,
    )
    announce(localize.term(done ? 'connectionsCopied' : 'connectionsNotCopied'))
  }
  return html`<button type="button" @click=${copy}>${icon('copy')}${localize.term(label)}</button>`
}
