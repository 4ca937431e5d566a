import { afterEach, axeProblems, cleanUp, describe, equal, it, ok } from '../support.ts'
import { Person, mount } from './person.ts'
import { shapes } from './shapes.ts'

const raw = (person: Person): number => person.all('textarea.mono').length

describe('mcp-schema-form, for every shape of schema', () => {
  afterEach(cleanUp)

  it('breaks no option within a word where there is little room', async () => {
    const form = await mount({ type: 'object', properties: { course: { enum: ['Throwing on the wheel', 'Glazing'] } } })
    form.style.inlineSize = '15em'
    const segments = new Person(form).all('.segment')
    const [set, long, short] = segments.map((segment) => segment.getBoundingClientRect())
    equal(segments.length, 3)
    ok(Math.abs(set!.height - short!.height) < 0.01, 'one line each')
    ok(long!.top > set!.top, 'in rows')
    ok(long!.right <= form.getBoundingClientRect().right + 1, 'within the form')
  })

  for (const { name, schema, value, fill } of shapes) {
    it(`says exactly what a person filled in: ${name}`, async () => {
      const person = new Person(await mount(schema))
      await fill(person)
      equal(await person.submit(), value)
    })

    it(`gives back what was loaded, by the form and by JSON: ${name}`, async () => {
      const form = await mount(schema)
      const person = new Person(form)
      form.value = value
      await form.updateComplete
      equal(raw(person), 0, 'shown as JSON')
      equal(await person.submit(), value)
      await person.press('JSON')
      const text = person.control<HTMLTextAreaElement>('textarea', 'Value as JSON').value
      equal(JSON.parse(text), value)
      form.reset()
      await person.settled()
      await person.type('Value as JSON', text)
      await person.press('Form')
      equal(raw(person), 0, 'shown as JSON')
      equal(await person.submit(), value)
    })

    it(`can be used by everyone: ${name}`, async () => {
      const form = await mount(schema)
      equal(await axeProblems(form), [], 'untouched')
      form.value = value
      await form.updateComplete
      for (const details of new Person(form).all<HTMLDetailsElement>('details')) details.open = true
      equal(await axeProblems(form), [], 'filled in')
      form.reset()
      if (!form.reportValidity()) await form.updateComplete
      equal(await axeProblems(form), [], 'with mistakes')
      ok(
        new Set(new Person(form).all('[id]').map(({ id }) => id)).size === new Person(form).all('[id]').length,
        'an id twice',
      )
    })
  }
})
