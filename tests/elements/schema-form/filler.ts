import type { McpSchemaForm } from '../../../elements/schema-form/schema-form.ts'
import { equal, isObject, pointerStep } from '../../../elements/schema-form/core/json.ts'
import { textOf } from '../support.ts'

type Find = () => HTMLElement
type Step = string | number

/** How a person of English would call the type of a value in a list of kinds. */
const kindWords = { string: 'Text', number: 'Number', boolean: 'True or false', object: 'Object' } as const

/** Most options of one field that are tried. */
const maxTries = 200

/**
 * Someone who says any value by the controls of a form: types into them, presses buttons, picks options, opens what is
 * folded. Knows nothing of the schema: reads names and labels, tries where these do not tell, and looks at the form's
 * `value` to see whether it came out right.
 */
export class Filler {
  readonly form: McpSchemaForm
  /** What had to be written as JSON in a field of its own, by type. */
  readonly raw: string[] = []
  /** Where it failed, for people. */
  readonly trouble: string[] = []

  constructor(form: McpSchemaForm) {
    this.form = form
  }

  /** Whether the value could be said. */
  async fill(value: unknown): Promise<boolean> {
    const root = this.#root
    const whole = root.querySelector<HTMLElement>('#panel > .fields > .field:only-child:not([data-name])')
    if (whole) return this.#express(() => root.querySelector<HTMLElement>('#panel > .fields > .field')!, value, [])
    return this.#parts(() => root.querySelector<HTMLElement>('#panel')!, value, [])
  }

  get #root(): ShadowRoot {
    return this.form.shadowRoot!
  }

  async #express(find: Find, value: unknown, at: readonly Step[]): Promise<boolean> {
    const field = find()
    if (own(field, 'textarea.mono').length > 0) {
      this.raw.push(value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
      await this.#type(own(field, 'textarea.mono')[0]!, JSON.stringify(value))
      return this.#says(value, at)
    }
    if (own(field, '.union').length > 0) return this.#union(find, value, at)
    if (own(field, '.segments, select').length > 0) return this.#pick(find, value, at)
    if (value === null && (await this.#toggle(field, 'Null'))) return this.#says(value, at)
    const [control] = own<HTMLInputElement>(field, 'input, textarea')
    if (control) {
      if (typeof value !== 'string' && typeof value !== 'number') return false
      if (value === '') await this.#toggle(field, 'Empty text')
      else await this.#write(find, String(value))
      return this.#says(value, at)
    }
    if (own(field, 'output').length > 0) return this.#says(value, at)
    if (Array.isArray(value)) return this.#items(find, value, at)
    return this.#parts(find, value, at)
  }

  async #write(find: Find, text: string): Promise<void> {
    if (/\n/.test(text) && own(find(), 'input[type=password]').length > 0) {
      own(find(), 'button.toggle.shown')[0]?.click()
      await this.form.updateComplete
    }
    await this.#type(own(find(), 'input, textarea')[0]!, text)
  }

  async #items(find: Find, value: readonly unknown[], at: readonly Step[]): Promise<boolean> {
    if (value.length === 0) return (await this.#toggle(find(), 'Empty list')) && this.#says(value, at)
    for (const [i, item] of value.entries()) {
      if (itemsOf(find()).length <= i) {
        const add = own(find(), '.add').at(-1)
        if (!add || !nameOf(add).startsWith('Add item')) return this.#fail('no item can be added', at)
        await this.#press(add)
        if (itemsOf(find()).length <= i) return this.#fail('no item was added', at)
      }
      if (!(await this.#express(() => itemsOf(find())[i]!, item, [...at, i]))) return this.#fail('item', [...at, i])
    }
    return this.#says(value, at)
  }

  /** The properties and entries of an object. */
  async #parts(find: Find, value: unknown, at: readonly Step[]): Promise<boolean> {
    if (!isObject(value)) return false
    const [closed] = find().matches('fieldset, #panel') ? [] : own(find(), '.add')
    if (closed) {
      if (nameOf(closed).startsWith('Add item')) return false
      await this.#press(closed)
    }
    for (const summary of own(find(), 'details.more:not([open]) > summary')) await this.#press(summary)
    for (const [name, part] of Object.entries(value)) {
      const place = [...at, name]
      const property = (): HTMLElement | undefined => childrenOf(find()).find((one) => one.dataset['name'] === name)
      const done = property()
        ? await this.#express(() => property()!, part, place)
        : await this.#entry(find, name, part, place)
      if (!done) return this.#fail(property() ? 'property' : 'entry', place)
    }
    return this.#says(value, at)
  }

  async #entry(find: Find, name: string, value: unknown, at: readonly Step[]): Promise<boolean> {
    const add = own(find(), '.add').find((one) => nameOf(one).startsWith('Add entry'))
    if (!add) return false
    await this.#press(add)
    const row = own(find(), '.entry').length - 1
    const part = (i: number) => (): HTMLElement =>
      childrenOf(find()).filter((one) => one.parentElement === own(find(), '.entry')[row])[i]!
    const field = part(0)
    if (own(field(), 'select, .segments').length > 0) {
      const said = await this.#choose(field, name)
      if (!said) return false
    } else if (name === '') await this.#toggle(field(), 'Empty text')
    else await this.#write(field, name)
    return this.#express(part(1), value, at)
  }

  async #choose(find: Find, label: string): Promise<boolean> {
    const option = this.#options(find).find((one) => one.label === label)
    if (!option) return false
    await option.pick()
    return true
  }

  #options(find: Find): { label: string; pick(): Promise<void> }[] {
    const field = find()
    const [list] = own<HTMLSelectElement>(field, 'select')
    if (list) {
      return [...list.options].map(({ label }) => ({
        label,
        pick: async () => {
          const [now] = own<HTMLSelectElement>(find(), 'select')
          if (!now) throw new Error('the list is gone')
          now.focus()
          now.selectedIndex = [...now.options].findIndex((one) => one.label === label)
          now.dispatchEvent(new Event('change', { bubbles: true }))
          await this.form.updateComplete
        },
      }))
    }
    return own(field, '.segment').map((segment, i) => ({
      label: textOf(segment),
      pick: () => this.#press(own(find(), '.segment')[i]!),
    }))
  }

  async #pick(find: Find, value: unknown, at: readonly Step[]): Promise<boolean> {
    const label = wordOf(value)
    const options = this.#options(find)
    const likely = options.filter((option) => [label, JSON.stringify(value)].includes(option.label))
    for (const option of [...likely, ...options.slice(0, maxTries)]) {
      await option.pick()
      if (this.#says(value, at)) return true
    }
    return this.#fail(`no option for ${label}`, at)
  }

  async #union(find: Find, value: unknown, at: readonly Step[]): Promise<boolean> {
    const options = this.#options(find).filter(({ label }) => label !== 'Not set' && label !== 'Choose…')
    const branch = (): HTMLElement | undefined => childrenOf(find()).find((one) => one.closest('.union'))
    const raws = this.raw.length
    const troubles = this.trouble.length
    for (const option of options.toSorted((a, b) => rank(a.label, value) - rank(b.label, value))) {
      this.raw.length = raws
      await option.pick()
      if (branch() && !(await this.#express(() => branch()!, value, at))) continue
      if (!this.#says(value, at) || this.#isRefused(at)) continue
      this.trouble.length = troubles
      return true
    }
    return this.#fail(`no branch among ${options.map(({ label }) => label).join(' | ')}`, at)
  }

  #says(value: unknown, at: readonly Step[]): boolean {
    let said: unknown = this.form.value
    for (const step of at) said = (said as Record<Step, unknown> | undefined)?.[step]
    return equal(said, value)
  }

  /** Whether the form finds something wrong with the value at a place. */
  #isRefused(at: readonly Step[]): boolean {
    const pointer = at.map(pointerStep).join('')
    return [...this.form.errors.keys()].some((key) => key === pointer || key.startsWith(`${pointer}/`))
  }

  #fail(what: string, at: readonly Step[]): false {
    this.trouble.push(`${what} at /${at.join('/')}`)
    return false
  }

  async #type(control: HTMLElement, text: string): Promise<void> {
    const input = control as HTMLInputElement
    input.focus()
    if (['date', 'time', 'datetime-local'].includes(input.type)) {
      input.value = text
      input.dispatchEvent(new Event('input', { bubbles: true }))
    } else {
      input.select()
      document.execCommand('insertText', false, text)
    }
    await this.form.updateComplete
    input.blur()
    // A page in the background gets no event of its own.
    input.dispatchEvent(new Event('change', { bubbles: true }))
    await this.form.updateComplete
  }

  async #press(button: HTMLElement): Promise<void> {
    button.click()
    await this.form.updateComplete
    await Promise.resolve()
  }

  /** Presses a button like "Null" beside a control, unless it is on. */
  async #toggle(field: HTMLElement, name: string): Promise<boolean> {
    const button = own(field, '.toggle').find((one) => textOf(one) === name)
    if (button && button.getAttribute('aria-pressed') !== 'true') await this.#press(button)
    return button !== undefined
  }
}

const fieldAround = (element: Element): Element | null => element.closest('.field, #panel')

/** Those in a field that are not in another field inside it. */
const own = <E extends HTMLElement>(field: Element, selector: string): E[] =>
  [...field.querySelectorAll<E>(selector)].filter((one) => fieldAround(one) === field)

const childrenOf = (field: Element): HTMLElement[] =>
  [...field.querySelectorAll<HTMLElement>('.field')].filter((one) => fieldAround(one.parentElement!) === field)

const itemsOf = (field: Element): HTMLElement[] => childrenOf(field).filter((one) => !one.closest('.entry'))

const nameOf = (element: Element): string => element.getAttribute('aria-label') ?? textOf(element)

function wordOf(value: unknown): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (value === null) return 'Null'
  return typeof value === 'string' && value !== '' ? value.replace(/\s+/g, ' ').trim() : JSON.stringify(value)
}

/** What looks most like a value first, JSON last. */
function rank(label: string, value: unknown): number {
  if (label === 'JSON') return 9
  if (label === wordOf(value)) return 0
  if (isObject(value) && Object.values(value).includes(label)) return 0
  const kind = value === null ? 'Null' : Array.isArray(value) ? 'List' : kindWords[typeof value as 'string']
  if (kind === label.replace(/ \d+$/, '')) return 1
  return Object.values<string>(kindWords).includes(label) || label === 'List' || label === 'Null' ? 5 : 3
}
