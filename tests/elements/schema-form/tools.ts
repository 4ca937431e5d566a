/** Tools of every shape that real ones have, with arguments: as few as may be, all, some, and those that break things. */
export interface ShapedTool {
  readonly name: string
  readonly schema: unknown
  readonly samples: Readonly<Record<string, unknown>>
}

const object = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required })
const text = { type: 'string' }

/** Text that forms like to change. */
const hard = [
  '00123',
  'true',
  'null',
  '-0',
  'line 1\nline 2\n',
  '  blanks at the ends  ',
  'Zürich – 東京 🚀',
  '<b onclick="x">&amp;</b>',
  `"quoted" and 'quoted'`,
  '{"a":1}',
  '\t',
] as const

const node: object = object({ label: text, children: { type: 'array', items: { $ref: '#/$defs/node' } } }, 'label')

const deep = (depth: number): object =>
  depth === 0 ? text : object({ name: text, [`level${depth}`]: deep(depth - 1) }, `level${depth}`)
const deepValue = (depth: number): unknown => (depth === 0 ? 'bottom' : { [`level${depth}`]: deepValue(depth - 1) })

const many = (count: number): Record<string, object> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`option_${i + 1}`, i % 2 === 0 ? text : { type: 'integer' }]),
  )

export const tools: readonly ShapedTool[] = [
  { name: 'no parameters', schema: { type: 'object', properties: {} }, samples: { min: {} } },
  { name: 'no schema to speak of', schema: { type: 'object' }, samples: { min: {} } },
  {
    name: 'texts',
    schema: object({ must: text, may: text, list: { type: 'array', items: text } }, 'must'),
    samples: {
      min: { must: '' },
      full: { must: 'a', may: '', list: ['', 'b'] },
      ...Object.fromEntries(hard.map((one, i) => [`edge${i}`, { must: one, may: one, list: [one, one] }])),
    },
  },
  {
    name: 'numbers, with bounds beyond 2^53',
    schema: object({
      n: { type: 'number', exclusiveMinimum: -10, maximum: 1e300 },
      i: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
      big: { type: 'integer', maximum: 2 ** 63 },
      ports: { type: 'array', items: { type: 'integer', minimum: 1, maximum: 65535 }, maxItems: 2 },
    }),
    samples: {
      min: {},
      full: { n: 1e-7, i: -9007199254740991, big: 9007199254740992, ports: [1, 65535] },
      edge: { n: 1e300, i: 0, big: 1e18 },
    },
  },
  {
    name: 'flags and choices',
    schema: object(
      {
        on: { type: 'boolean' },
        off: { type: 'boolean', default: true },
        state: { type: 'string', enum: ['open', 'closed', 'all'], default: 'open' },
        mixed: { enum: ['1', 1, true, 'true', null, ''] },
        country: { type: 'string', enum: Array.from({ length: 249 }, (_, i) => `Country ${i}`) },
        titled: { type: 'integer', enum: [1, 2], enumNames: ['One', 'Two'] },
        version: { const: '2.0' },
      },
      'on',
      'version',
    ),
    samples: {
      min: { on: false, version: '2.0' },
      full: { on: true, off: false, state: 'all', mixed: 1, country: 'Country 200', titled: 2, version: '2.0' },
      rand: { on: true, mixed: null, version: '2.0' },
      edge: { on: true, mixed: 'true', version: '2.0' },
      empty: { on: true, mixed: '', version: '2.0' },
    },
  },
  {
    name: 'null, by type and by anyOf, and null as default',
    schema: {
      $defs: { part: object({ x: text }, 'x') },
      ...object({
        a: { type: ['string', 'null'], default: null },
        b: { anyOf: [{ type: 'integer' }, { type: 'null' }], default: null, title: 'B' },
        c: { anyOf: [{ type: 'array', items: text }, { type: 'null' }] },
        d: { anyOf: [{ $ref: '#/$defs/part' }, { type: 'null' }] },
        e: { anyOf: [{ type: 'string', enum: ['x', 'y'] }, { type: 'null' }] },
        f: { type: ['object', 'null'], properties: { g: text } },
        cells: { type: 'array', items: { anyOf: [object({ bold: { type: 'boolean' } }), { type: 'null' }] } },
      }),
    },
    samples: {
      min: {},
      full: { a: 'x', b: 1, c: ['y'], d: { x: '' }, e: 'x', f: { g: 'z' }, cells: [{ bold: true }, null, {}] },
      rand: { a: null, c: null, d: null, f: null },
      edge: { a: 'null', b: null, c: [], e: null, f: {} },
    },
  },
  {
    name: 'lists of objects, of lists, of choices',
    schema: object(
      {
        people: {
          type: 'array',
          minItems: 1,
          items: object({ name: text, tags: { type: 'array', items: text } }, 'name'),
        },
        grid: { type: 'array', items: { type: 'array', items: { type: 'number' } } },
        sides: { type: 'array', items: { enum: ['left', 'right'] }, uniqueItems: true },
        anything: { type: 'array' },
      },
      'people',
    ),
    samples: {
      min: { people: [{ name: 'Ada' }] },
      full: {
        people: [{ name: 'Ada', tags: ['a', ''] }, { name: '' }],
        grid: [[1, 2], [], [3]],
        sides: ['right', 'left'],
        anything: [1, 'x', null, { y: [true] }],
      },
      edge: { people: [{ name: '  ', tags: [] }], grid: [], sides: [], anything: [[]] },
    },
  },
  {
    name: 'tuples of both kinds',
    schema: {
      type: 'object',
      properties: {
        point: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], items: false, minItems: 2 },
        old: { type: 'array', items: [text, { type: 'integer' }], additionalItems: { type: 'boolean' } },
      },
    },
    samples: { min: {}, full: { point: [1, 2], old: ['a', 1, true, false] } },
  },
  {
    name: 'unions: by a constant, by type, by shape, nested, with a shared part',
    schema: object({
      target: {
        oneOf: [
          object({ type: { const: 'user' }, id: { type: 'integer' } }, 'type', 'id'),
          object({ type: { const: 'team' }, slug: text }, 'type', 'slug'),
        ],
      },
      ids: { anyOf: [text, { type: 'array', items: text }] },
      amount: { type: ['integer', 'string'] },
      any: {
        anyOf: [
          object({ x: text }, 'x'),
          object({ y: { type: 'number' } }, 'y'),
          { type: 'boolean' },
          { type: 'null' },
        ],
      },
      inner: { anyOf: [{ anyOf: [text, { type: 'integer' }] }, { type: 'array', items: { type: 'integer' } }] },
      shared: {
        type: 'object',
        properties: { id: text },
        required: ['id'],
        oneOf: [{ required: ['a'] }, { required: ['b'] }],
      },
    }),
    samples: {
      min: {},
      full: { target: { type: 'team', slug: 's' }, ids: ['1', '2'], amount: '5', any: { y: 1.5 }, inner: [1] },
      rand: { target: { type: 'user', id: 1 }, ids: '1', amount: 5, any: true, inner: 7 },
      edge: { ids: '["1"]', amount: 'true', any: null, inner: 'x' },
    },
  },
  {
    name: 'allOf and references, recursive too',
    schema: {
      $defs: { node, id: { type: 'integer', minimum: 1 }, named: object({ name: text }, 'name') },
      type: 'object',
      properties: {
        id: { $ref: '#/$defs/id', description: 'Which one.' },
        who: { allOf: [{ $ref: '#/$defs/named' }, object({ age: { type: 'integer' } })] },
        tree: { $ref: '#/$defs/node' },
      },
      required: ['id'],
    },
    samples: {
      min: { id: 1 },
      full: {
        id: 2,
        who: { name: 'Ada', age: 36 },
        tree: {
          label: 'a',
          children: [
            { label: 'b', children: [{ label: 'c' }] },
            { label: 'd', children: [] },
          ],
        },
      },
    },
  },
  {
    name: 'maps, free objects and any JSON',
    schema: object(
      {
        env: { type: 'object', additionalProperties: text },
        counts: {
          type: 'object',
          additionalProperties: { type: 'integer' },
          properties: { known: { type: 'integer' } },
        },
        free: { type: 'object' },
        open: { type: 'object', additionalProperties: true },
        byName: { type: 'object', patternProperties: { '^x-': { type: 'number' } }, propertyNames: { pattern: '^x-' } },
        any: {},
        yes: true,
      },
      'env',
    ),
    samples: {
      min: { env: {} },
      full: {
        env: { PATH: '/bin', '': 'empty name' },
        counts: { known: 1, other: 2 },
        free: { a: 'x', b: [1, null], c: { d: false } },
        open: { x: 'y' },
        byName: { 'x-a': 1 },
        any: { deep: [{ er: null }] },
        yes: 'true',
      },
      rand: { env: { constructor: 'c' }, any: null, yes: [] },
      edge: { env: { '  ': '', '<b>': '"', '{"a":1}': '\n' }, any: '', yes: 0, free: {} },
    },
  },
  {
    name: 'formats, patterns and secrets',
    schema: object({
      day: { type: 'string', format: 'date' },
      at: { type: 'string', format: 'date-time' },
      time: { type: 'string', format: 'time' },
      mail: { type: 'string', format: 'email' },
      link: { type: 'string', format: 'uri' },
      id: { type: 'string', format: 'uuid' },
      code: { type: 'string', pattern: '^[A-Z]{2}\\d+$', minLength: 3, maxLength: 8 },
      secret: { type: 'string', format: 'password' },
      key: { type: 'string', writeOnly: true },
      odd: { type: 'string', format: 'made-up' },
    }),
    samples: {
      min: {},
      full: {
        day: '2026-02-28',
        at: '2026-02-28T09:30:00.250+05:30',
        time: '09:30:00Z',
        mail: 'ada@example.org',
        link: 'https://example.org/?q=%20#f',
        id: '6fa459ea-ee8a-3ca4-894e-db77e160355e',
        code: 'AB12',
        secret: '  s3cret ',
        key: '-----BEGIN\nkey\n-----END',
        odd: 'anything',
      },
    },
  },
  {
    name: 'names that clash, and names that are none',
    schema: object(
      {
        ...Object.fromEntries(
          'title id name type length action submit method default reset elements value schema'
            .split(' ')
            .map((name) => [name, text]),
        ),
        ...Object.fromEntries(
          ['a-b', 'a.b', '$filter', '{{x}}', 'a/b', '~', 'mit Leer', '東京'].map((name) => [name, text]),
        ),
        Title: { type: 'string', title: 'title' },
      },
      'id',
      '$filter',
    ),
    samples: {
      min: { id: '1', $filter: 'x' },
      full: {
        ...Object.fromEntries(
          'title id name type length action submit method default reset elements value schema'
            .split(' ')
            .map((name) => [name, name]),
        ),
        ...Object.fromEntries(
          ['a-b', 'a.b', '$filter', '{{x}}', 'a/b', '~', 'mit Leer', '東京'].map((name) => [name, name]),
        ),
        Title: 'other',
      },
    },
  },
  { name: 'depth 12', schema: deep(12), samples: { min: deepValue(12) } },
  {
    name: '55 properties',
    schema: object(many(55), 'option_1'),
    samples: {
      min: { option_1: '' },
      full: Object.fromEntries(Array.from({ length: 55 }, (_, i) => [`option_${i + 1}`, i % 2 === 0 ? `t${i}` : i])),
    },
  },
  {
    name: 'a schema of 84 KB, and a description of 34,527 characters',
    schema: {
      $defs: Object.fromEntries(
        Array.from({ length: 160 }, (_, i) => [
          `d${i}`,
          object(
            { a: { ...text, description: 'word '.repeat(40) }, next: { $ref: `#/$defs/d${(i + 1) % 160}` } },
            'next',
          ),
        ]),
      ),
      ...object({ first: { $ref: '#/$defs/d0' }, x: { ...text, description: 'x'.repeat(34_527) } }),
    },
    samples: { min: {}, rand: { x: 'y' } },
  },
  {
    name: 'schemas that are wrong: an empty enum, one with doubles, a bound of draft 4',
    schema: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      ...object({
        none: { type: 'string', enum: [] },
        twice: { type: 'string', enum: ['a', 'a', 'b'] },
        over: { type: 'number', minimum: 0, exclusiveMinimum: true },
        typo: { type: 'text' },
        lost: { $ref: '#/definitions/nowhere' },
      }),
    },
    samples: { min: {}, rand: { twice: 'b', over: 0.5, typo: 'x', lost: { y: 1 } } },
  },
]
