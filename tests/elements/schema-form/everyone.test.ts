import type { McpSchemaForm } from '../../../elements/schema-form/schema-form.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, match, ok, textOf, until } from '../support.ts'
import { Person, mount } from './person.ts'
import { tools } from './tools.ts'

const object = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required })

/** Someone without a mouse: moves by Tab, as the browser orders what can have the focus, and presses what has it. */
class Keyboard {
  readonly form: McpSchemaForm

  constructor(form: McpSchemaForm) {
    this.form = form
  }

  get focused(): HTMLElement {
    return this.form.shadowRoot!.activeElement as HTMLElement
  }

  get name(): string {
    const { focused } = this
    const label = (focused as HTMLInputElement).labels?.[0]
    return focused.getAttribute('aria-label') ?? textOf(label ?? focused)
  }

  /** Presses Tab until what is named so has the focus. */
  async tabTo(name: string): Promise<void> {
    const stops = [
      ...this.form.shadowRoot!.querySelectorAll<HTMLElement>('a, button, input, textarea, select, summary'),
    ]
    const reachable = stops.filter(
      (one) => one.tabIndex >= 0 && !(one as HTMLButtonElement).disabled && one.checkVisibility(),
    )
    const start = reachable.indexOf(this.focused)
    for (let i = start + 1; i < reachable.length; i++) {
      reachable[i]!.focus()
      equal(this.focused === reachable[i], true, 'can have the focus')
      if (this.name === name) return
    }
    throw new Error(`Tab does not lead to ${name} from ${start < 0 ? 'the start' : textOf(reachable[start]!)}`)
  }

  /** Enter and Space press a button that has the focus: the browser's own doing. */
  async press(name: string): Promise<void> {
    await this.tabTo(name)
    this.focused.click()
    await this.form.updateComplete
    // The focus is moved after the rendering.
    await Promise.resolve()
  }

  async type(text: string): Promise<void> {
    document.execCommand('insertText', false, text)
    await this.form.updateComplete
  }
}

describe('mcp-schema-form, by keyboard alone', () => {
  afterEach(cleanUp)

  it('leads through lists in lists and unions, and to a mistake', async () => {
    const circle = object({ kind: { const: 'circle' }, radius: { type: 'number' } }, 'kind', 'radius')
    const path = object(
      { kind: { const: 'path' }, points: { type: 'array', items: { type: 'array', items: { type: 'number' } } } },
      'kind',
      'points',
    )
    const form = await mount(
      object({ title: { type: 'string' }, shapes: { type: 'array', items: { oneOf: [circle, path] } } }),
    )
    const keys = new Keyboard(form)
    form.focus()
    equal(keys.name, 'title')
    await keys.press('Add item to shapes')
    await until(() => form.shadowRoot!.activeElement?.matches('input, select'), 'focus on the new item')
    ok(keys.focused.closest('.union'), 'in the choice of its kind')
    const choice = [...keys.focused.closest('.segments')!.querySelectorAll('input')].at(-1)!
    // An arrow key moves the choice on.
    choice.click()
    await form.updateComplete
    choice.focus()
    await keys.press('Add item to points')
    await until(() => keys.name === 'Add item to points 1', 'focus on the inner list')
    keys.focused.click()
    await until(() => keys.focused.matches('input'), 'focus on the number')
    equal(keys.name, 'points 1 1')
    await keys.type('x')
    keys.focused.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, composed: true }),
    )
    await until(() => keys.focused?.matches('.summary'), 'focus on the list of mistakes')
    await keys.tabTo('points 1 1')
    equal(keys.focused.localName, 'a')
    keys.focused.click()
    await until(() => keys.focused.matches('input'), 'focus on the field')
    const field = form.shadowRoot!.activeElement as HTMLInputElement
    field.select()
    await keys.type('7')
    equal(form.value, { shapes: [{ kind: 'path', points: [[7]] }] })
  })
})

describe('mcp-schema-form, in any place and direction', () => {
  afterEach(cleanUp)

  for (const { name, schema, samples } of tools) {
    it(`fits in 320 pixels and the other way round, and axe finds nothing: ${name}`, async () => {
      const form = await mount(schema)
      form.style.inlineSize = '320px'
      form.dir = 'rtl'
      form.value = samples['full'] ?? samples['rand'] ?? samples['min']
      await form.updateComplete
      for (const details of new Person(form).all<HTMLDetailsElement>('details.more')) details.open = true
      await form.updateComplete
      const { left, right } = form.getBoundingClientRect()
      const outside = new Person(form).all('input, textarea, select, button, .segments').filter((one) => {
        const box = one.getBoundingClientRect()
        return one.checkVisibility() && box.width > 1 && (box.left < left - 1 || box.right > right + 1)
      })
      equal(
        outside.map((one) => one.outerHTML.slice(0, 200)),
        [],
      )
      ok(form.scrollWidth <= 320, `${form.scrollWidth} px`)
      equal(await axeProblems(form), [])
    })
  }

  it('has targets of 24 pixels at least', async () => {
    const shaped = tools.find(({ name }) => name.startsWith('formats'))!
    const form = await mount(shaped.schema)
    const small = new Person(form).all('button').filter((one) => {
      const { width, height } = one.getBoundingClientRect()
      return width < 24 || height < 24
    })
    equal(small.map(textOf), [])
    match(textOf(form), /Pick/)
  })
})
