import type { Person } from './person.ts'

/** A shape of schema, a value of it, and how a person says that value. */
export interface Shape {
  readonly name: string
  readonly schema: unknown
  readonly value: unknown
  fill(person: Person): Promise<void>
}

const object = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required })

const node = {
  type: 'object',
  properties: { name: { type: 'string' }, next: { $ref: '#/$defs/node' } },
  required: ['name'],
}

export const shapes: readonly Shape[] = [
  {
    name: 'strings, the empty one too',
    schema: object(
      { a: { type: 'string' }, b: { type: 'string' }, c: { type: 'string' }, d: { type: 'string' } },
      'a',
      'b',
    ),
    value: { a: ' 00123\ntwo ', b: '', c: '' },
    async fill(person) {
      await person.type('a', ' 00123\ntwo ')
      await person.press('Empty text, b')
      await person.press('Empty text, c')
      await person.type('d', 'gone')
      await person.type('d', '')
    },
  },
  {
    name: 'numbers and integers',
    schema: object({
      n: { type: 'number' },
      i: { type: 'integer', minimum: 0 },
      e: { type: 'number' },
      rest: { type: 'number' },
    }),
    value: { n: -0.25, i: 42, e: 1e21 },
    async fill(person) {
      await person.type('n', ' −.25 ')
      await person.type('i', '+42')
      await person.type('e', '1e21')
    },
  },
  {
    name: 'booleans',
    schema: object(
      { yes: { type: 'boolean' }, no: { type: 'boolean' }, none: { type: 'boolean' }, must: { type: 'boolean' } },
      'must',
    ),
    value: { yes: true, no: false, must: false },
    async fill(person) {
      await person.pick('yes', 'True')
      await person.pick('no', 'False')
      await person.pick('none', 'True')
      await person.pick('none', 'Not set')
      await person.pick('must', 'False')
    },
  },
  {
    name: 'choices, short and long, of any type',
    schema: object({
      short: { enum: ['open', 'closed'] },
      long: { enum: ['a', 'b', 'c', 'd', 'e', 1, null, { x: 1 }] },
      titled: {
        oneOf: [
          { const: 'r', title: 'Red' },
          { const: 'g', title: 'Green' },
        ],
      },
    }),
    value: { short: 'closed', long: { x: 1 }, titled: 'g' },
    async fill(person) {
      await person.pick('short', 'closed')
      await person.pick('long', '{"x":1}')
      await person.pick('titled', 'Green')
    },
  },
  {
    name: 'constants',
    schema: object({ version: { const: 2 }, flag: { const: 'on' }, off: { const: 'off' } }, 'version'),
    value: { version: 2, flag: 'on' },
    async fill(person) {
      await person.pick('flag', 'on')
    },
  },
  {
    name: 'null',
    schema: object({
      text: { type: ['string', 'null'] },
      count: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
      flag: { type: ['boolean', 'null'] },
      list: { anyOf: [{ type: 'array', items: { type: 'string' } }, { type: 'null' }] },
      part: { anyOf: [{ type: 'object', properties: { x: { type: 'string' } } }, { type: 'null' }] },
      none: { type: ['string', 'null'] },
    }),
    value: { text: null, count: null, flag: null, list: null, part: null },
    async fill(person) {
      await person.press('Null, text')
      await person.press('Null, count')
      await person.pick('flag', 'Null')
      await person.press('Null, list')
      await person.press('Null, part')
    },
  },
  {
    name: 'objects in objects',
    schema: object(
      {
        must: object({ a: { type: 'string' } }, 'a'),
        may: object({ b: { type: 'string' }, deep: object({ c: { type: 'integer' } }) }),
        empty: object({ d: { type: 'string' } }),
        none: object({ f: { type: 'string' } }, 'f'),
      },
      'must',
    ),
    value: { must: { a: 'x' }, may: { b: 'y', deep: { c: 1 } }, empty: {} },
    async fill(person) {
      await person.type('a', 'x')
      await person.press('Add may')
      await person.type('b', 'y')
      await person.press('Add deep')
      await person.type('c', '1')
      await person.press('Add empty')
      await person.press('Add none')
      await person.press('Remove none')
    },
  },
  {
    name: 'lists',
    schema: object({
      tags: { type: 'array', items: { type: 'string' } },
      none: { type: 'array', items: { type: 'string' } },
      empty: { type: 'array', items: { type: 'number' } },
      people: { type: 'array', items: object({ name: { type: 'string' }, age: { type: 'integer' } }, 'name') },
      grid: { type: 'array', items: { type: 'array', items: { type: 'integer' } } },
    }),
    value: { tags: ['one', ''], empty: [], people: [{ name: 'Ada' }], grid: [[1], []] },
    async fill(person) {
      for (let i = 0; i < 3; i++) await person.press('Add item to tags')
      await person.type('tags 1', 'gone')
      await person.type('tags 2', 'one')
      await person.press('Empty text, tags 3')
      await person.press('Remove tags 1')
      await person.press('Empty list, empty')
      await person.press('Add item to people')
      await person.type('name', 'Ada')
      await person.press('Add item to grid')
      await person.press('Add item to grid 1')
      await person.type('grid 1 1', '1')
      await person.press('Add item to grid')
      await person.press('Empty list, grid 2')
    },
  },
  {
    name: 'tuples',
    schema: object({ point: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'string' }], items: false } }),
    value: { point: [1.5, 'm'] },
    async fill(person) {
      await person.press('Add item to point')
      await person.type('point 1', '1.5')
      await person.type('point 2', 'm')
    },
  },
  {
    name: 'a string or a list of strings',
    schema: object(
      {
        one: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
        many: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
        none: { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
      },
      'one',
    ),
    value: { one: 'x', many: ['y'] },
    async fill(person) {
      await person.type('one', 'x')
      await person.pick('many', 'List')
      await person.press('Add item to many')
      await person.type('many 1', 'y')
    },
  },
  {
    name: 'several types',
    schema: object({ a: { type: ['number', 'string'] }, b: { type: ['boolean', 'string', 'null'] } }),
    value: { a: '7', b: true },
    async fill(person) {
      await person.pick('a', 'Text')
      await person.type('a', '7')
      await person.pick('b', 'True or false')
      await person.pick('b', 'True')
    },
  },
  {
    name: 'unions told apart by a constant',
    schema: object({
      shape: {
        oneOf: [
          object({ kind: { const: 'circle' }, radius: { type: 'number' } }, 'kind', 'radius'),
          object({ kind: { const: 'square' }, width: { type: 'number' } }, 'kind', 'width'),
        ],
      },
      none: { oneOf: [object({ kind: { const: 'a' } }, 'kind'), object({ kind: { const: 'b' } }, 'kind')] },
    }),
    value: { shape: { kind: 'square', width: 2 } },
    async fill(person) {
      await person.pick('shape', 'circle')
      await person.pick('shape', 'square')
      await person.type('width', '2')
    },
  },
  {
    name: 'allOf and local references',
    schema: {
      $defs: { id: { type: 'integer', minimum: 1 }, named: object({ name: { type: 'string' } }, 'name') },
      type: 'object',
      properties: {
        id: { $ref: '#/$defs/id' },
        who: { allOf: [{ $ref: '#/$defs/named' }, object({ age: { type: 'integer' } })] },
      },
      required: ['id', 'who'],
    },
    value: { id: 5, who: { name: 'Ada', age: 36 } },
    async fill(person) {
      await person.type('id', '5')
      await person.type('name', 'Ada')
      await person.type('age', '36')
    },
  },
  {
    name: 'recursive references',
    schema: { ...node, $defs: { node } },
    value: { name: 'a', next: { name: 'b' } },
    async fill(person) {
      await person.type('name', 'a')
      await person.press('Add next')
      const [, second] = person.all<HTMLTextAreaElement>('textarea')
      second?.focus()
      document.execCommand('insertText', false, 'b')
      await person.settled()
    },
  },
  {
    name: 'maps and free objects',
    schema: object(
      {
        env: { type: 'object', additionalProperties: { type: 'string' } },
        free: { type: 'object' },
      },
      'env',
    ),
    value: { env: { PATH: '/bin', '': 'x' }, free: { n: 1, list: [true] } },
    async fill(person) {
      await person.press('Add entry to env')
      await person.type('env 1, Name', 'PATH')
      await person.type('env 1, Value', '/bin')
      await person.press('Add entry to env')
      await person.press('Empty text, env 2, Name')
      await person.type('env 2, Value', 'x')
      await person.press('Add free')
      await person.press('Add entry to free')
      await person.type('free 1, Name', 'n')
      await person.pick('Kind of free 1, Value', 'Number')
      await person.type('free 1, Value', '1')
      await person.press('Add entry to free')
      await person.type('free 2, Name', 'list')
      await person.pick('Kind of free 2, Value', 'List')
      await person.press('Add item to free 2, Value')
      await person.pick('Kind of free 2, Value 1', 'True or false')
      await person.pick('free 2, Value 1', 'True')
    },
  },
  {
    name: 'any JSON',
    schema: object({ text: {}, json: true, none: {} }),
    value: { text: 'true', json: { deep: [1, null] } },
    async fill(person) {
      await person.type('text', 'true')
      await person.pick('Kind of json', 'JSON')
      await person.type('json', '{"deep": [1, null]}')
    },
  },
  {
    name: 'formats',
    schema: object({
      day: { type: 'string', format: 'date' },
      at: { type: 'string', format: 'date-time' },
      mail: { type: 'string', format: 'email' },
      link: { type: 'string', format: 'uri' },
      secret: { type: 'string', format: 'password' },
    }),
    value: {
      day: '2026-02-03',
      at: '2026-02-03T04:05:06Z',
      mail: 'a@example.com',
      link: 'https://example.com/',
      secret: 's3cret',
    },
    async fill(person) {
      await person.type('day', '2026-02-03')
      await person.type('at', '2026-02-03T04:05:06Z')
      await person.type('mail', 'a@example.com')
      await person.type('link', 'https://example.com/')
      await person.type('secret', 's3cret')
    },
  },
  {
    name: 'names that are no identifiers',
    schema: JSON.parse(`{"type":"object","properties":{"__proto__":{"type":"string"},"constructor":{"type":"string"},
      "a/b":{"type":"string"},"~":{"type":"string"},"{{x}}":{"type":"string"},"$":{"type":"string"},"toString":{"type":"string"}},
      "required":["__proto__"]}`),
    value: JSON.parse('{"__proto__":"p","constructor":"c","a/b":"s","~":"t","{{x}}":"m","$":"d"}'),
    async fill(person) {
      for (const [name, text] of Object.entries({ constructor: 'c', 'a/b': 's', '~': 't', '{{x}}': 'm', $: 'd' })) {
        await person.type(name, text)
      }
      await person.type('__proto__', 'p')
    },
  },
  {
    name: 'many optional properties',
    schema: object(
      {
        must: { type: 'string' },
        ...Object.fromEntries([...'abcdefghijklmn'].map((name) => [name, { type: 'string' }])),
      },
      'must',
    ),
    value: { must: 'x', n: 'last' },
    async fill(person) {
      await person.type('must', 'x')
      await person.unfold()
      await person.type('n', 'last')
    },
  },
]
