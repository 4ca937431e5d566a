import { html } from 'lit'
import { McpSchemaForm } from '../../../elements/schema-form/schema-form.ts'
import { fixture, textOf, until } from '../support.ts'

if (!customElements.get('mcp-schema-form')) customElements.define('mcp-schema-form', McpSchemaForm)

/** A form of a schema in the page. */
export const mount = (schema: unknown): Promise<McpSchemaForm> =>
  fixture<McpSchemaForm>(html`<mcp-schema-form .schema=${schema}></mcp-schema-form>`)

type TextControl = HTMLInputElement | HTMLTextAreaElement

/** Someone who fills in a form by the names of its controls, and by nothing else. */
export class Person {
  readonly form: McpSchemaForm

  constructor(form: McpSchemaForm) {
    this.form = form
  }

  /** Types into the control of a name in place of what is there. */
  async type(name: string, text: string): Promise<void> {
    const control = this.control<TextControl>('input:not([type=radio]), textarea', name)
    control.focus()
    if (control.type === 'date') control.value = text
    else control.select()
    if (control.type === 'date') control.dispatchEvent(new Event('input', { bubbles: true }))
    else if (text === '') document.execCommand('delete')
    else document.execCommand('insertText', false, text)
    await this.form.updateComplete
    control.blur()
    // A page in the background gets no event of its own.
    control.dispatchEvent(new Event('change', { bubbles: true }))
    await this.form.updateComplete
  }

  /** Presses a button. */
  async press(name: string): Promise<void> {
    this.control('button', name).click()
    await this.settled()
  }

  /** Picks one of several options: side by side in the group of a name, or in a list to open. */
  async pick(name: string, option: string): Promise<void> {
    const list = this.all<HTMLSelectElement>('select').find((one) => this.nameOf(one) === name)
    if (list) {
      const at = [...list.options].findIndex((one) => one.label === option)
      if (at < 0) throw new Error(`no option ${option} in ${name}`)
      list.selectedIndex = at
      list.dispatchEvent(new Event('change', { bubbles: true }))
    } else {
      const found = this.all('.segment').filter((one) => {
        const group = one.closest('fieldset')
        return group && this.nameOf(group) === name && textOf(one) === option
      })
      if (found.length !== 1) throw new Error(`${found.length} of ${option} in ${name}`)
      found[0]?.click()
    }
    await this.settled()
  }

  /** Unfolds what is folded, as a click on the words does. */
  async unfold(): Promise<void> {
    for (const summary of this.all('summary')) summary.click()
    await this.settled()
  }

  /** Presses Ctrl+Enter where the focus may be, and gives the value that was submitted, if it was. */
  async submit(): Promise<unknown> {
    const submitted: unknown[] = []
    const listen = ({ value }: HTMLElementEventMap['mcp-submit']) => void submitted.push(value)
    this.form.addEventListener('mcp-submit', listen)
    const place = this.all('[tabindex], textarea')[0] ?? this.form
    place.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, composed: true }))
    await until(
      () => submitted.length > 0 || this.all('.summary, #json-error').length > 0,
      'an answer of the form',
      6_000,
    )
    this.form.removeEventListener('mcp-submit', listen)
    return submitted[0]
  }

  /** Everything of a kind in the form. */
  all<E extends HTMLElement>(selector: string): E[] {
    return [...(this.form.shadowRoot?.querySelectorAll<E>(selector) ?? [])]
  }

  /** The one control of exactly this name. */
  control<E extends HTMLElement>(selector: string, name: string): E {
    const controls = this.all<E>(selector)
    const found = controls.filter((one) => this.nameOf(one) === name)
    if (found.length === 1 && found[0]) return found[0]
    throw new Error(
      `${found.length} of ${selector} are named ${name}; there are: ${controls.map((one) => this.nameOf(one)).join(' | ')}`,
    )
  }

  /** What is told about a control: its description, as a screen reader has it. */
  descriptionOf(control: Element): string {
    const ids = (control.getAttribute('aria-describedby') ?? '').split(' ').filter((id) => id !== '')
    return ids.map((id) => textOf(this.form.shadowRoot!.getElementById(id)!)).join(' ')
  }

  async settled(): Promise<void> {
    await this.form.updateComplete
    // The focus is moved after the rendering.
    await Promise.resolve()
  }

  private nameOf(element: HTMLElement): string {
    const name = element.getAttribute('aria-label')
    if (name !== null) return name
    const label =
      element instanceof HTMLFieldSetElement
        ? element.querySelector('legend > span')
        : (element as TextControl).labels?.[0]
    return textOf(label ?? element)
  }
}
