import { html } from 'lit'
import type { McpSchemaForm } from '../../../elements/schema-form/schema-form.ts'
import { jsonTab, richFields } from '../../../elements/schema-form/parts.ts'
import { afterEach, cleanUp, describe, equal, fixture, it, match, ok, paste, textOf } from '../support.ts'
import { Person, mount } from './person.ts'

const object = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required })
const list = { type: 'array', items: { type: 'string' } }

describe('mcp-schema-form, parts that are loaded', () => {
  afterEach(cleanUp)

  // The first of this file: nothing is loaded yet.
  it('shows plain fields at once, holds its value, and leaves what is typed meanwhile', async () => {
    equal(richFields.value, undefined)
    const form = document.createElement('mcp-schema-form') as McpSchemaForm
    form.schema = object({ n: { type: 'integer' }, tags: list, deep: object({ x: list }) })
    form.value = { tags: ['a'], deep: { x: ['b'] }, other: true }
    equal(form.value, { tags: ['a'], deep: { x: ['b'] }, other: true })
    document.body.append(form)
    await Promise.resolve()
    const person = new Person(form)
    match(textOf(form), /tags .*Loading/)
    const control = person.control<HTMLInputElement>('input', 'n')
    control.focus()
    document.execCommand('insertText', false, '1x')
    await form.updateComplete
    ok(!textOf(form).includes('Loading'))
    equal(form.shadowRoot!.activeElement === control, true, 'the focus stays')
    equal(control.value, '1x')
    equal(person.control<HTMLTextAreaElement>('textarea', 'tags 1').value, 'a')
    await person.type('n', '12')
    equal(await person.submit(), { n: 12, tags: ['a'], deep: { x: ['b'] }, other: true })
    form.remove()
  })

  it('gives a schema that has no plain part an empty form', async () => {
    const form = await mount({ allOf: [object({ a: list }), object({ b: { type: 'string' } }, 'b')] })
    const person = new Person(form)
    await person.type('b', 'x')
    equal(await person.submit(), { b: 'x' })
  })
})

describe('mcp-schema-form, JSON that is pasted', () => {
  afterEach(cleanUp)

  const schema = object({ a: { type: 'string' }, n: { type: 'integer' }, tags: list })

  it('fills in the form, says so, and can be taken back', async () => {
    const person = new Person(await mount(schema))
    await person.type('n', '3')
    const control = person.control('textarea', 'a')
    control.focus()
    await person.settled()
    // It was asked for with the first focus.
    await jsonTab.load()
    equal(paste(control, ' {"a": "x", "tags": ["y"]}'), true)
    await person.settled()
    equal(person.form.value, { a: 'x', tags: ['y'] })
    match(textOf(person.form), /filled in from the JSON/)
    await person.press('Undo')
    equal(person.form.value, { n: 3 })
    ok(!textOf(person.form).includes('filled in from'))
  })

  for (const text of ['{"other": 1}', '{"a": 1', '[1]', '{}', 'plain']) {
    it(`is text where it is none of the form's: ${text}`, async () => {
      const person = new Person(await mount(schema))
      const control = person.control('textarea', 'a')
      control.focus()
      await person.settled()
      equal(paste(control, text), false)
    })
  }

  it('is text where text is already', async () => {
    const person = new Person(await mount(schema))
    await person.type('a', 'before')
    equal(paste(person.control('textarea', 'a'), '{"a": "x"}'), false)
  })
})

describe('mcp-schema-form, JSON to the byte', () => {
  afterEach(cleanUp)

  it('is shown as it was written until the form says something else', async () => {
    const person = new Person(await mount(object({ a: { type: 'number' }, b: { type: 'string' } })))
    const text = '{ "b":"\\u0041",\n\t"a": 1.0e2 }\n'
    const shown = (): string => person.control<HTMLTextAreaElement>('textarea', 'Value as JSON').value
    await person.press('JSON')
    await person.type('Value as JSON', text)
    await person.press('Form')
    equal(person.control<HTMLInputElement>('input', 'a').value, '100')
    await person.press('JSON')
    equal(shown(), text)
    await person.press('Form')
    await person.type('b', 'B')
    await person.press('JSON')
    equal(shown(), '{\n  "a": 100,\n  "b": "B"\n}')
  })
})

describe('mcp-schema-form, send-defaults', () => {
  afterEach(cleanUp)

  const schema = object({
    n: { type: 'integer', default: 30 },
    tags: { ...list, default: ['a'] },
    none: { type: 'string', default: null },
    inner: { ...object({ x: { type: 'boolean', default: false } }), default: undefined },
  })

  it('fills them in, where a person sees and changes them', async () => {
    const form = await fixture<McpSchemaForm>(html`<mcp-schema-form send-defaults .schema=${schema}></mcp-schema-form>`)
    const person = new Person(form)
    equal(form.value, { n: 30, tags: ['a'] })
    equal(person.control<HTMLInputElement>('input', 'n').value, '30')
    await person.type('n', '')
    equal(await person.submit(), { tags: ['a'] })
    form.reset()
    await person.settled()
    equal(form.value, { n: 30, tags: ['a'] })
  })

  it('leaves a value alone that the page gives', async () => {
    const form = await fixture<McpSchemaForm>(
      html`<mcp-schema-form send-defaults .schema=${schema} .value=${{ n: 1 }}></mcp-schema-form>`,
    )
    equal(form.value, { n: 1 })
  })
})

describe('mcp-schema-form, a union of objects that take any name', () => {
  afterEach(cleanUp)

  it('is shown as the branch that knows the names in the value', async () => {
    const branches = [object({ id: { type: 'integer' } }), object({ slug: { type: 'string' } })]
    const person = new Person(await mount(object({ target: { anyOf: branches } })))
    person.form.value = { target: { slug: 'x' } }
    await person.settled()
    equal(person.control<HTMLTextAreaElement>('textarea', 'slug').value, 'x')
    equal(await person.submit(), { target: { slug: 'x' } })
  })
})

describe('mcp-schema-form, secrets', () => {
  afterEach(cleanUp)

  it('keeps every line of a key that is pasted, and shows it then', async () => {
    const person = new Person(await mount(object({ key: { type: 'string', format: 'password' } })))
    const control = person.control<HTMLInputElement>('input', 'key')
    equal(control.type, 'password')
    control.focus()
    paste(control, 'BEGIN\nkey\nEND')
    await person.settled()
    equal(person.form.value, { key: 'BEGIN\nkey\nEND' })
    equal(person.control<HTMLTextAreaElement>('textarea', 'key').value, 'BEGIN\nkey\nEND')
  })
})
