import { html } from 'lit'
import type { McpSchemaForm } from '../../../elements/schema-form/schema-form.ts'
import { afterEach, cleanUp, describe, equal, fixture, it, match, ok, textOf, until } from '../support.ts'
import { Person, mount } from './person.ts'

const object = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required })

/** A form of one field `x`, with something typed into it. */
async function typed(schema: object, text: string): Promise<Person> {
  const person = new Person(await mount(object({ x: schema })))
  await person.type('x', text)
  return person
}

const shown = (person: Person): string[] => person.all('.field-error').map(textOf)

describe('mcp-schema-form, what it refuses', () => {
  afterEach(cleanUp)

  const mistakes: readonly (readonly [schema: object, text: string, message: RegExp])[] = [
    [{ type: 'number' }, '1,5', /Not a number/],
    [{ type: 'integer' }, '1.5', /whole number/],
    [{ type: 'integer' }, '9007199254740993', /9007199254740993 is too large .*rounded/],
    [{ type: 'number' }, '1e999', /too large/],
    [{ type: 'integer', minimum: 1, maximum: 100 }, '500', /At most 100\./],
    [{ type: 'number', exclusiveMinimum: 0 }, '0', /More than 0\./],
    [{ type: 'number', minimum: 0, exclusiveMinimum: true }, '0', /More than 0\./],
    [{ type: 'number', multipleOf: 0.1 }, '0.35', /multiple of 0\.1/],
    [{ type: 'integer', format: 'int32' }, '2147483648', /At most 2147483647/],
    [{ type: 'string', minLength: 3 }, 'ab', /At least 3 characters; this has 2/],
    [{ type: 'string', maxLength: 1 }, '🚀🚀', /At most 1 character; this has 2/],
  ]
  for (const [schema, text, message] of mistakes) {
    it(`names ${JSON.stringify(text)} for ${JSON.stringify(schema)} at its field`, async () => {
      const person = await typed(schema, text)
      match(shown(person).join(), message)
      const control = person.control('input, textarea', 'x')
      equal(control.getAttribute('aria-invalid'), 'true')
      match(person.descriptionOf(control), message)
      match(person.form.errors.get('/x') ?? '', message)
      equal(await person.submit(), undefined)
    })
  }

  const accepted: readonly (readonly [schema: object, text: string, value: unknown])[] = [
    [{ type: 'integer' }, '9007199254740992', 9007199254740992],
    [{ type: 'number', multipleOf: 0.1 }, '0.3', 0.3],
    [{ type: 'integer' }, '2.0', 2],
    [{ type: 'string', maxLength: 2 }, '🚀🚀', '🚀🚀'],
  ]
  for (const [schema, text, value] of accepted) {
    it(`takes ${JSON.stringify(text)} for ${JSON.stringify(schema)}`, async () => {
      equal(await (await typed(schema, text)).submit(), { x: value })
    })
  }

  it('sends {} when nothing is required and nothing was touched', async () => {
    const schema = object({
      a: { type: 'string', default: 'x' },
      b: { type: 'array' },
      c: { type: 'boolean', default: true },
    })
    equal(await new Person(await mount(schema)).submit(), {})
  })

  it('keeps quiet until something was changed or submitted, then lists every mistake with a way to it', async () => {
    const schema = object(
      {
        a: { type: 'string' },
        list: { type: 'array' },
        kind: { enum: [1, 2] },
        b: object({ c: { type: 'string' } }, 'c'),
      },
      'a',
      'list',
      'kind',
      'b',
    )
    const person = new Person(await mount(schema))
    equal(shown(person), [])
    equal(person.form.checkValidity(), false)
    equal(await person.submit(), undefined)
    equal(shown(person).length, 4)
    equal([...person.form.errors.keys()], ['/a', '/list', '/kind', '/b/c'])
    const summary = person.control('[role=alert]', textOf(person.all('[role=alert]')[0]!))
    equal(person.form.shadowRoot?.activeElement, summary)
    match(textOf(summary), /4 fields need a change .*a .*list .*kind .*c /)
    const links = person.all('[role=alert] a')
    links[3]?.click()
    await until(() => person.form.shadowRoot?.activeElement === person.control('textarea', 'c'), 'focus on c')
    await person.type('c', 'x')
    match(textOf(person.all('[role=alert]')[0]!), /3 fields/)
  })

  it('opens the folded fields for a mistake among them', async () => {
    const many = Object.fromEntries([...'abcdefghijklmn'].map((name) => [name, { type: 'integer' }]))
    const person = new Person(await mount(object(many)))
    const folded = () => person.all<HTMLDetailsElement>('details')[0]!
    match(textOf(folded()), 'More options (8)')
    equal(folded().open, false)
    person.form.value = { n: 1.5 }
    await person.settled()
    match(textOf(folded()), '1 set')
    equal(folded().open, true, 'what will be sent is in view')
    folded().open = false
    equal(person.form.reportValidity(), false)
    await person.settled()
    person.all('[role=alert] a')[0]?.click()
    await until(() => person.form.shadowRoot?.activeElement === person.control('input', 'n'), 'focus on n')
    equal(folded().open, true)
  })

  it('refuses an entry without a name, or with one that is there', async () => {
    const schema = { ...object({ a: { type: 'string' } }), additionalProperties: { type: 'string' } }
    const person = new Person(await mount(schema))
    await person.press('Add entry to Value')
    await person.type('Value 1, Value', 'x')
    equal(await person.submit(), undefined)
    match(shown(person).join(), /Fill this in/)
    await person.type('Value 1, Name', 'a')
    match(shown(person).join(), /“a” is there already/)
    await person.type('Value 1, Name', 'b')
    equal(await person.submit(), { b: 'x' })
  })
})

describe('mcp-schema-form, checks by the validator', () => {
  afterEach(cleanUp)

  const rules: readonly (readonly [schema: object, bad: string, good: string, message: RegExp])[] = [
    [{ type: 'string', pattern: '^[a-z]+$' }, 'A1', 'abc', /form that the server asks for \(\^\[a-z\]\+\$\)/],
    [{ type: 'string', format: 'email' }, 'nobody', 'a@example.com', /format email/],
  ]
  for (const [schema, bad, good, message] of rules) {
    it(`finds what breaks ${JSON.stringify(schema)}`, async () => {
      const person = await typed(schema, bad)
      equal(await person.submit(), undefined)
      match(shown(person).join(), message)
      match(person.form.errors.get('/x') ?? '', message)
      await person.type('x', good)
      equal(shown(person), [])
      equal(await person.submit(), { x: good })
    })
  }

  it('gives up on a pattern without end, and leaves it to the server; the page goes on', async () => {
    const text = `${'a'.repeat(40)}!`
    const person = await typed({ type: 'string', pattern: '^(a+)+$' }, text)
    let turns = 0
    const timer = setInterval(() => turns++, 10)
    equal(await person.submit(), { x: text })
    clearInterval(timer)
    ok(turns > 0, 'the page stood still')
    // The next check runs in a fresh worker.
    const next = await typed({ type: 'string', pattern: '^b$' }, 'a')
    equal(await next.submit(), undefined)
  })

  it('gives a finding below a name that is no identifier to its field', async () => {
    const person = new Person(await mount(object({ 'a/b %~': { type: 'string', pattern: '^x$' } })))
    await person.type('a/b %~', 'y')
    equal(await person.submit(), undefined)
    match(shown(person).join(), /asks for/)
  })
})

describe('mcp-schema-form, defaults and states', () => {
  afterEach(cleanUp)

  it('shows a default, does not send it, and sends it when it is taken', async () => {
    const person = new Person(
      await mount(
        object({ state: { enum: ['open', 'closed'], default: 'open' }, n: { type: 'integer', default: 30 } }),
      ),
    )
    match(textOf(person.form), 'The server uses “open” when this is not set.')
    equal(person.form.value, {})
    person.all('button.link')[1]?.click()
    await person.settled()
    equal(await person.submit(), { n: 30 })
  })

  it('keeps what was typed as it was typed', async () => {
    const person = await typed({ type: 'number' }, '1.50')
    equal(person.control<HTMLInputElement>('input', 'x').value, '1.50')
    equal(person.form.value, { x: 1.5 })
  })

  it('masks a secret until it is shown', async () => {
    const person = await typed({ type: 'string', writeOnly: true }, 's3cret')
    equal(person.control<HTMLInputElement>('input', 'x').type, 'password')
    await person.press('Show, x')
    equal(person.control('textarea', 'x').getAttribute('type'), null)
    equal(await person.submit(), { x: 's3cret' })
  })

  it('keeps a value that does not fit its field, as JSON', async () => {
    const person = new Person(await mount(object({ n: { type: 'integer' } })))
    person.form.value = { n: ['seven'], more: null }
    await person.settled()
    equal(person.form.value, { n: ['seven'], more: null })
    match(textOf(person.form), /does not fit the field/)
    person.all('button.link')[0]?.click()
    await person.settled()
    await person.type('n', '7')
    equal(person.form.value, { n: 7, more: null })
  })

  it('moves the focus to what was added, and to what is left after a removal', async () => {
    const person = new Person(await mount(object({ tags: { type: 'array', items: { type: 'string' } } })))
    const focused = (selector: string, name: string) =>
      until(() => person.form.shadowRoot?.activeElement === person.control(selector, name), `focus on ${name}`)
    await person.press('Add item to tags')
    await focused('textarea', 'tags 1')
    await person.press('Add item to tags')
    await focused('textarea', 'tags 2')
    await person.press('Remove tags 2')
    await focused('textarea', 'tags 1')
    await person.press('Remove tags 1')
    await focused('button', 'Add item to tags')
    equal(person.form.value, {})
  })

  it('keeps the focus where an object becomes null, and where it comes back', async () => {
    const part = { type: ['object', 'null'], properties: { x: { type: 'string' } } }
    const person = new Person(await mount(object({ part }, 'part')))
    await person.type('x', 'kept')
    await person.press('Null, part')
    equal(await person.submit(), { part: null })
    equal(person.form.shadowRoot?.activeElement === person.control('button', 'Add part'), true)
    await person.press('Null, part')
    equal(await person.submit(), { part: { x: 'kept' } })
    equal(person.form.shadowRoot?.activeElement?.closest('.box') !== null, true)
  })

  it('disables every control, and submits nothing', async () => {
    const person = new Person(
      await mount(
        object({ a: { type: 'string' }, b: { type: 'boolean' }, c: { type: 'array' }, d: { enum: [1, 2, 3, 4, 5] } }),
      ),
    )
    person.form.disabled = true
    await person.settled()
    const controls = person.all<HTMLInputElement>('input, textarea, select, .add, .toggle')
    ok(controls.length >= 6)
    equal(
      controls.filter((control) => !control.disabled),
      [],
    )
    let submitted = false
    person.form.addEventListener('mcp-submit', () => (submitted = true))
    person.form.requestSubmit()
    equal(submitted, false)
  })

  it('says mcp-input with the value for every change, and only inside its root', async () => {
    const values: unknown[] = []
    const person = new Person(await mount(object({ x: { type: 'integer' } })))
    person.form.addEventListener('mcp-input', (event) => {
      ok(!event.composed)
      values.push(event.value)
    })
    await person.type('x', '12')
    await person.type('x', '')
    equal(values, [{ x: 12 }, {}])
  })

  it('loads a value that comes before its schema, and begins anew with another schema', async () => {
    const form = await mount({})
    form.value = { a: 'x' }
    form.schema = object({ a: { type: 'string' } })
    await form.updateComplete
    equal(new Person(form).control<HTMLTextAreaElement>('textarea', 'a').value, 'x')
    form.schema = object({ a: { type: 'string' } })
    equal(form.value, { a: 'x' }, 'an equal schema changes nothing')
    form.schema = object({ b: { type: 'string' } })
    equal(form.value, {})
  })

  it('is a part of its form: name, value, validity, reset, disabled fieldset', async () => {
    const place = await fixture<HTMLFormElement>(
      html`<form>
        <fieldset>
          <mcp-schema-form name="args" .schema=${object({ x: { type: 'integer' } }, 'x')}></mcp-schema-form>
        </fieldset>
      </form>`,
    )
    const form = place.querySelector<McpSchemaForm>('mcp-schema-form')!
    const person = new Person(form)
    equal(place.checkValidity(), false)
    await person.type('x', '7')
    equal(place.checkValidity(), true)
    equal(new FormData(place).get('args'), '{"x":7}')
    let sent = 0
    place.addEventListener('submit', (event) => {
      event.preventDefault()
      sent++
    })
    await person.submit()
    equal(sent, 1)
    place.reset()
    equal(form.value, {})
    place.querySelector('fieldset')!.disabled = true
    await person.settled()
    equal(person.control<HTMLInputElement>('input', 'x').disabled, true)
  })
})

describe('mcp-schema-form, JSON', () => {
  afterEach(cleanUp)

  it('keeps text that does not parse, says why, and does not lose it', async () => {
    const person = await typed({ type: 'integer' }, '1')
    await person.press('JSON')
    await person.type('Value as JSON', '{"x": 2,')
    match(shown(person).join(), /Not valid JSON/)
    await person.press('Form')
    equal(person.control<HTMLTextAreaElement>('textarea', 'Value as JSON').value, '{"x": 2,')
    match(textOf(person.form), /Your text is kept/)
    equal(await person.submit(), undefined)
    await person.press('Discard this text')
    equal(person.control<HTMLInputElement>('input', 'x').value, '1')
    equal(await person.submit(), { x: 1 })
  })

  it('refuses an integer that would be rounded', async () => {
    const person = await typed({ type: 'integer' }, '1')
    await person.press('JSON')
    const text = person.control<HTMLTextAreaElement>('textarea', 'Value as JSON')
    text.focus()
    text.select()
    for (const key of '{"x": 2}') {
      document.execCommand('insertText', false, key)
      await person.settled()
    }
    equal(person.form.value, { x: 2 }, 'typed letter by letter')
    await person.type('Value as JSON', '{"x": 9007199254740993, "s": "9007199254740993"}')
    match(shown(person).join(), /9007199254740993 is too large/)
    equal(await person.submit(), undefined)
  })

  it('comes back to the typed text where nothing was changed', async () => {
    const person = await typed({ type: 'integer' }, '12x')
    await person.press('JSON')
    await person.press('Form')
    equal(person.control<HTMLInputElement>('input', 'x').value, '12x')
  })

  it('changes tabs by the arrow keys', async () => {
    const person = new Person(await mount(object({ x: { type: 'string' } })))
    const key = async (name: string, on: string) => {
      person.control('[role=tab]', on).dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }))
      await person.settled()
    }
    await key('ArrowRight', 'Form')
    const json = person.control('[role=tab]', 'JSON')
    equal(json.ariaSelected, 'true')
    await until(() => person.form.shadowRoot?.activeElement === json, 'focus on the tab')
    await key('Home', 'JSON')
    equal(person.control('[role=tab]', 'Form').ariaSelected, 'true')
  })
})

describe('mcp-schema-form, schemas that are none', () => {
  afterEach(cleanUp)

  const broken: readonly unknown[] = [
    object({ x: { type: 'string', enum: [] } }),
    object({ x: { type: 'text' } }),
    object({ x: { $ref: '#/$defs/missing' } }),
    object({ x: 7 }),
    object({ x: { type: 'string', enum: ['a', 'a'] } }),
    { type: 'object', properties: { x: { type: 'string' } }, required: 'x' },
  ]
  for (const schema of broken) {
    it(`says so, and can be filled in: ${JSON.stringify(schema)}`, async () => {
      const person = new Person(await mount(schema))
      match(textOf(person.form), /description of this field has a mistake/)
      person.form.value = { x: 'a' }
      equal(await person.submit(), { x: 'a' })
    })
  }

  for (const schema of [
    true,
    null,
    'x',
    { $ref: '#' },
    { allOf: [{ $ref: '#' }] },
    { anyOf: [{ $ref: '#' }, { type: 'string' }] },
    { anyOf: [{ $ref: '#' }] },
  ]) {
    it(`takes any value: ${JSON.stringify(schema)}`, async () => {
      const person = new Person(await mount(schema))
      person.form.value = { x: ['a'] }
      await person.settled()
      equal(await person.submit(), { x: ['a'] })
    })
  }
})
