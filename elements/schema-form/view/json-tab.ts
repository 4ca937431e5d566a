import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { icon } from '../../core/icons.ts'
import type { Localize } from '../../core/localize.ts'

export type Tab = 'form' | 'json'

interface Tabs {
  readonly localize: Localize
  readonly tab: Tab
  choose(tab: Tab): void
}

const tabs = [
  ['form', 'formTabForm'],
  ['json', 'formTabJson'],
] as const

/** Two tabs; the arrow keys move between them (ARIA Authoring Practices: Tabs with automatic activation). */
export function tabList({ localize, tab, choose }: Tabs): TemplateResult {
  const keys = (event: KeyboardEvent): void => {
    if (!['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return
    event.preventDefault()
    choose(event.key === 'Home' || (event.key !== 'End' && tab === 'json') ? 'form' : 'json')
  }
  return html`<div class="tabs" part="tabs" role="tablist" aria-label=${localize.term('formTabs')} @keydown=${keys}>
    ${tabs.map(
      ([name, term]) =>
        html`<button
          class="tab"
          part="tab"
          type="button"
          role="tab"
          id="tab-${name}"
          aria-selected=${tab === name ? 'true' : 'false'}
          aria-controls=${tab === name ? 'panel' : nothing}
          tabindex=${tab === name ? '0' : '-1'}
          @click=${() => choose(name)}
        >
          ${localize.term(term)}
        </button>`,
    )}
  </div>`
}

interface JsonEditor {
  readonly localize: Localize
  readonly text: string
  readonly disabled: boolean
  /** Why the text is no value, in words. */
  readonly error: string | undefined
  /** Parts of the form that have no value yet, in words. */
  readonly missing: string
  /** The person wanted the form, which needs text that parses. */
  readonly blocked: boolean
  edit(text: string): void
  discard(): void
}

/** The whole value as text. */
export function jsonEditor(editor: JsonEditor): TemplateResult {
  const { localize, text, disabled, error, missing, blocked, edit, discard } = editor
  const about = error === undefined ? missing && 'json-missing' : 'json-error'
  return html`<textarea
      id="json"
      class="mono"
      part="control"
      rows=${Math.min(Math.max(text.split('\n').length + 1, 8), 24)}
      spellcheck="false"
      autocapitalize="off"
      aria-label=${localize.term('formJson')}
      aria-invalid=${error === undefined ? nothing : 'true'}
      aria-describedby=${about || nothing}
      ?disabled=${disabled}
      .value=${text}
      @input=${(event: Event) => edit((event.target as HTMLTextAreaElement).value)}
    ></textarea>
    ${
      about === 'json-missing'
        ? html`<p class="hint" id="json-missing" dir="auto">${localize.term('formJsonMissing', missing)}</p>`
        : nothing
    }
    ${
      error === undefined
        ? nothing
        : html`<p class="field-error" part="error" id="json-error">${icon('alert')}<span>${error}</span></p>`
    }
    ${
      error !== undefined && blocked
        ? html`<p class="hint" role="status">
            ${localize.term('formJsonBlocked')}
            <button class="link" type="button" @click=${discard}>${localize.term('formJsonDiscard')}</button>
          </p>`
        : nothing
    }`
}
