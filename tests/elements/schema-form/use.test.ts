import { startValidator, validate } from '../../../elements/schema-form/validation.ts'
import { fakeTool } from '../../../stories/fake-endpoint.ts'
import { afterEach, cleanUp, describe, equal, it, match, ok, textOf, until } from '../support.ts'
import { meet } from '../tool-runner/person.ts'
import { Person, mount } from './person.ts'

const object = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required })

const shown = (person: Person): string[] => person.all('.field-error').map(textOf)
const summary = (person: Person): string => person.all('.summary').map(textOf).join()
const buttons = (person: Person): (string | null)[] =>
  person.all('button').map((one) => one.getAttribute('aria-label') ?? textOf(one))
const focused = (person: Person): Element | null => person.form.shadowRoot!.activeElement

const ctrlEnter = (target: Element): boolean =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, composed: true }))

/** Counts what a form submits. */
function submissions(person: Person): unknown[] {
  const values: unknown[] = []
  person.form.addEventListener('mcp-submit', ({ value }) => values.push(value))
  return values
}

describe('mcp-schema-form, a check in the worker', () => {
  afterEach(cleanUp)

  it('keeps telling what it found when the field that was typed in loses the focus to the list of mistakes', async () => {
    const person = new Person(await mount(object({ mail: { type: 'string', format: 'email' } })))
    const control = person.control<HTMLTextAreaElement>('textarea', 'mail')
    for (const attempt of ['first', 'second']) {
      control.focus()
      document.execCommand('insertText', false, 'nonsense')
      ctrlEnter(control)
      await until(() => focused(person) === person.all('.summary')[0], `the list of mistakes, ${attempt} time`, 6_000)
      // A browser fires this as the focus leaves a field that was typed in.
      control.dispatchEvent(new Event('change', { bubbles: true }))
      await person.settled()
      match(shown(person).join(), /format email/)
      equal(focused(person), person.all('.summary')[0])
    }
    control.focus()
    document.execCommand('insertText', false, '!')
    await person.settled()
    equal(shown(person), [], 'told of what was changed since')
  })

  it('submits what it checked although the field was written anew with the same value', async () => {
    const person = new Person(
      await mount(object({ n: { type: 'integer' }, mail: { type: 'string', format: 'email' } })),
    )
    await person.type('n', '1')
    const values = submissions(person)
    person.form.requestSubmit()
    await person.type('n', '1.0')
    await until(() => values.length > 0, 'a submission', 6_000)
    equal(values, [{ n: 1 }])
  })

  it('submits nothing when a mistake was made meanwhile', async () => {
    const schema = object({ n: { type: 'integer' }, mail: { type: 'string', format: 'email' } })
    const person = new Person(await mount(schema))
    const values = submissions(person)
    await startValidator()
    person.form.requestSubmit()
    await person.type('n', 'x')
    // Answered after the check of the form.
    await validate(schema, {})
    await person.settled()
    equal(values, [])
    equal(shown(person).length, 1)
  })
})

describe('mcp-schema-form, a value that is no object', () => {
  afterEach(cleanUp)

  const roots = {
    object: object({ x: { type: 'string' } }),
    'union of objects': { type: 'object', oneOf: [object({ x: { type: 'string' } }), object({ y: {} })] },
  }
  for (const [name, schema] of Object.entries(roots)) {
    for (const text of ['[1]', '42', '"x"', 'null']) {
      it(`refuses ${text} for an ${name}`, async () => {
        const person = new Person(await mount(schema))
        await person.press('JSON')
        await person.type('Value as JSON', text)
        equal(await person.submit(), undefined)
        match(summary(person), 'An object is needed.')
        match(person.form.errors.get('') ?? '', 'An object is needed.')
      })
    }
  }

  it('leaves JSON for the fields, not for a button that adds them', async () => {
    const person = new Person(await mount(object({ x: { type: 'string' } })))
    await person.press('JSON')
    await person.type('Value as JSON', '[1]')
    await person.press('Form')
    await person.press('Use the field')
    await until(() => focused(person) === person.control('textarea', 'x'), 'focus on x')
    await person.type('x', 'y')
    equal(await person.submit(), { x: 'y' })
  })

  it('is not run as a call without arguments', async () => {
    const list = fakeTool({
      name: 'list',
      annotations: { readOnlyHint: true },
      inputSchema: { type: 'array', items: { type: 'string' } },
    })
    const runner = await meet({ tools: { github: [list] } })
    await runner.choose('list')
    let calls = 0
    runner.runner.addEventListener('mcp-call-request', () => calls++)
    const person = new Person(runner.form)
    const values = submissions(person)
    await person.press('Use the field')
    await person.press('Empty list, Value')
    await runner.run()
    equal(values, [[]])
    equal(calls, 0)
  })
})

describe('mcp-schema-form, its words', () => {
  afterEach(cleanUp)

  it('says the format, not the pattern, and no pattern that the server has described', async () => {
    const schema = object({
      mail: { type: 'string', format: 'email', pattern: '^(?:[A-Z]+)@x$' },
      code: { type: 'string', pattern: '^[a-z]+$', description: 'Small letters.' },
      long: { type: 'string', pattern: `^[a-z]+${'(x|y)'.repeat(20)}$` },
    })
    const person = new Person(await mount(schema))
    for (const name of ['mail', 'code', 'long']) await person.type(name, 'A1')
    equal(await person.submit(), undefined)
    equal(shown(person), [
      'Not a valid value of format email.',
      'Does not have the form that the server asks for.',
      'Does not have the form that the server asks for.',
    ])
  })

  const never: readonly object[] = [
    { format: 'date' },
    { format: 'email' },
    { pattern: '^[a-z]+$' },
    { pattern: String.raw`^[^\]|]\d*$` },
    { pattern: String.raw`^\d{4}-` },
    { minLength: 1 },
  ]
  for (const rule of never) {
    it(`does not offer the empty text where it can only fail: ${JSON.stringify(rule)}`, async () => {
      const person = new Person(await mount(object({ x: { type: 'string', ...rule } }, 'x')))
      equal(buttons(person).includes('Empty text, x'), false)
      equal(await person.submit(), undefined)
      equal(shown(person), ['Fill this in.'])
      person.form.value = { x: '' }
      await person.settled()
      await person.press('Empty text, x')
      equal(person.form.value, {}, 'the way out of an empty text that was loaded')
    })
  }

  const maybe: readonly object[] = [
    {},
    { format: 'password' },
    { format: 'uri-reference' },
    { pattern: '^[a-z]*$' },
    { pattern: '^a{0,3}$' },
    { pattern: '^a?$' },
    { pattern: '^a|b*$' },
    { pattern: 'a*' },
    { minLength: 0 },
  ]
  for (const rule of maybe) {
    it(`offers the empty text where it may be right: ${JSON.stringify(rule)}`, async () => {
      const person = new Person(await mount(object({ x: { type: 'string', ...rule } }, 'x')))
      await person.press('Empty text, x')
      equal(await person.submit(), { x: '' })
    })
  }

  it('asks for no fractions where a whole number is needed', async () => {
    const person = new Person(await mount(object({ n: { type: 'integer' } })))
    await person.type('n', 'seven')
    equal(shown(person), ['A whole number is needed.'])
  })

  for (const schema of [
    { type: 'object' },
    { type: 'object', properties: {} },
    { $ref: '#/$defs/none', $defs: { none: { type: 'object', properties: {} } } },
  ]) {
    it(`says that there is nothing to fill in: ${JSON.stringify(schema)}`, async () => {
      const person = new Person(await mount(schema))
      match(textOf(person.form), 'Nothing to fill in.')
      equal(buttons(person), ['Form', 'JSON'])
      equal(await person.submit(), {})
    })
  }

  it('lets entries be added where the schema has a word on them', async () => {
    const person = new Person(await mount({ type: 'object', properties: {}, additionalProperties: true }))
    ok(buttons(person).includes('Add entry to Value'))
  })

  it('underlines one tab only, in forced colours too', async () => {
    const person = new Person(await mount(object({})))
    const rules = person.form.shadowRoot!.adoptedStyleSheets.flatMap(({ cssRules }) => [...cssRules])
    const forced = rules.filter((rule) => rule instanceof CSSMediaRule && /forced-colors/.test(rule.conditionText))
    const lines = () =>
      person.all('.tab').map((tab) => {
        const { borderBlockEndStyle, borderBlockEndWidth } = getComputedStyle(tab)
        return `${borderBlockEndStyle} ${borderBlockEndWidth}`
      })
    const medias = forced.map((rule) => (rule as CSSMediaRule).media)
    for (const media of medias) media.mediaText = 'all'
    try {
      equal(lines(), ['solid 2px', 'none 0px'])
    } finally {
      for (const media of medias) media.mediaText = '(forced-colors: active)'
    }
  })
})

describe('mcp-schema-form, between the form and JSON', () => {
  afterEach(cleanUp)

  it('tells no mistakes of the form above text that is no JSON, and tells them again in the form', async () => {
    const regions = { type: 'array', items: { type: 'string' }, minItems: 1 }
    const person = new Person(await mount(object({ regions }, 'regions')))
    await person.press('Empty list, regions')
    equal(await person.submit(), undefined)
    match(summary(person), /regions : At least 1 item/)
    await person.press('JSON')
    await person.type('Value as JSON', '{')
    equal(summary(person), '')
    match(shown(person).join(), /^Not valid JSON/)
    equal([...person.form.errors.keys()], [''])
    await person.press('Form')
    await person.press('Discard this text')
    match(summary(person), /regions : At least 1 item/)
  })

  it('says what JSON leaves out, and brings it back', async () => {
    const regions = { type: 'array', items: { enum: ['north', 'south'] } }
    const person = new Person(await mount(object({ regions, name: { type: 'string' } }, 'name')))
    await person.type('name', 'A')
    await person.press('Add item to regions')
    await person.press('Add item to regions')
    await person.press('JSON')
    const text = person.control<HTMLTextAreaElement>('textarea', 'Value as JSON')
    equal(JSON.parse(text.value), { regions: [], name: 'A' })
    equal(person.descriptionOf(text), 'Not in this text yet: regions 1, regions 2.')
    await person.press('Form')
    await person.pick('regions 1', 'south')
    await person.pick('regions 2', 'north')
    equal(await person.submit(), { regions: ['south', 'north'], name: 'A' })
    await person.press('JSON')
    equal(person.descriptionOf(person.control('textarea', 'Value as JSON')), '')
  })
})

describe('mcp-schema-form, a page that sets the value at each rendering', () => {
  afterEach(cleanUp)

  const schema = object({ x: { type: 'string' } })
  const textIn = (person: Person): string => person.control<HTMLTextAreaElement>('textarea', 'x').value

  it('keeps what was typed', async () => {
    const person = new Person(await mount(schema))
    const value = { x: 'given' }
    person.form.value = value
    await person.settled()
    await person.type('x', 'typed')
    person.form.value = value
    await person.settled()
    equal(textIn(person), 'typed')
    person.form.value = { ...value }
    await person.settled()
    equal(textIn(person), 'given', 'a copy is loaded')
  })

  it('loads it again after a reset, and into another schema', async () => {
    const person = new Person(await mount(schema))
    const value = { x: 'given' }
    person.form.value = value
    person.form.value = undefined
    await person.settled()
    equal(textIn(person), '')
    person.form.value = value
    await person.settled()
    equal(textIn(person), 'given')
    person.form.reset()
    person.form.value = value
    await person.settled()
    equal(textIn(person), 'given', 'after reset()')
    person.form.schema = object({ x: { type: 'string' }, y: { type: 'string' } })
    person.form.value = value
    await person.settled()
    equal(textIn(person), 'given', 'with another schema')
    await person.type('x', 'typed')
    person.form.value = value
    await person.settled()
    equal(textIn(person), 'typed')
  })

  it('leaves the focus and the caret where they are', async () => {
    const person = new Person(await mount(schema))
    const control = person.control<HTMLTextAreaElement>('textarea', 'x')
    control.focus()
    document.execCommand('insertText', false, 'typed')
    control.setSelectionRange(2, 2)
    const rerenderings: readonly (() => void)[] = [
      () => (person.form.value = { x: 'typed' }),
      () => (person.form.schema = structuredClone(schema)),
      () => (person.form.name = 'other'),
      () => person.form.requestUpdate(),
    ]
    for (const rerender of rerenderings) {
      rerender()
      await person.settled()
      equal(focused(person) === control, true, String(rerender))
      equal(control.selectionStart, 2, String(rerender))
    }
  })

  it('takes no focus that is elsewhere, mistakes or not', async () => {
    const person = new Person(await mount(object({ x: { type: 'string' } }, 'x')))
    equal(await person.submit(), undefined)
    const control = person.control<HTMLTextAreaElement>('textarea', 'x')
    control.focus()
    person.form.value = {}
    person.form.requestUpdate()
    await person.settled()
    equal(focused(person) === control, true)
  })
})
