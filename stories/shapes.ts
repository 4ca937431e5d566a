/** A schema for each kind of field, with a value where the story shows one. */
const object = (properties: object, ...required: string[]): object => ({ type: 'object', properties, required })

export const STRINGS = object(
  {
    name: { type: 'string', title: 'Name', description: 'As it is on the bill.' },
    comment: { type: 'string', title: 'Comment', examples: ['Leave it at the door.'] },
    mail: { type: 'string', title: 'E-mail', format: 'email' },
    site: { type: 'string', title: 'Website', format: 'uri' },
    day: { type: 'string', title: 'Day', format: 'date' },
    secret: { type: 'string', title: 'Password', format: 'password' },
    code: { type: 'string', title: 'Code', pattern: '^[A-Z]{3}$', minLength: 3, maxLength: 3 },
  },
  'name',
)
export const NUMBERS = object(
  {
    count: { type: 'integer', title: 'Count', minimum: 1, maximum: 10 },
    price: { type: 'number', title: 'Price', exclusiveMinimum: 0, multipleOf: 0.01 },
    big: { type: 'integer', title: 'Big number' },
  },
  'count',
)
export const BOOLEANS = object(
  { urgent: { type: 'boolean', title: 'Urgent' }, agreed: { type: 'boolean', title: 'Agreed' } },
  'agreed',
)
export const CHOICES = object({
  state: { title: 'State', enum: ['open', 'closed', 'all'] },
  colour: {
    title: 'Colour',
    oneOf: [
      { const: 'r', title: 'Red' },
      { const: 'g', title: 'Green' },
    ],
  },
  country: { title: 'Country', enum: Array.from({ length: 60 }, (_, index) => `Country ${index + 1}`) },
  fixed: { title: 'Version', const: 2 },
})
export const LISTS = object({
  labels: { type: 'array', title: 'Labels', items: { type: 'string', title: 'Label' }, maxItems: 3 },
  days: { type: 'array', title: 'Days', items: { enum: ['Monday', 'Tuesday', 'Wednesday'] }, uniqueItems: true },
  lines: {
    type: 'array',
    title: 'Order lines',
    items: object(
      { product: { type: 'string', title: 'Product' }, count: { type: 'integer', title: 'Count' } },
      'product',
    ),
  },
})
export const NESTED = object(
  {
    customer: object(
      {
        name: { type: 'string', title: 'Name' },
        address: object(
          { street: { type: 'string', title: 'Street' }, town: { type: 'string', title: 'Town' } },
          'town',
        ),
      },
      'name',
      'address',
    ),
    delivery: object({ day: { type: 'string', title: 'Day' } }),
  },
  'customer',
)
export const UNIONS = object(
  {
    owner: { title: 'Owner', anyOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] },
    shape: {
      title: 'Shape',
      oneOf: [
        object({ kind: { const: 'circle' }, radius: { type: 'number', title: 'Radius' } }, 'kind', 'radius'),
        object({ kind: { const: 'square' }, side: { type: 'number', title: 'Side' } }, 'kind', 'side'),
      ],
    },
    mixed: { title: 'Text or list', type: ['string', 'array'], items: { type: 'string' } },
  },
  'owner',
  'shape',
)
export const NULLABLE = object({
  parent: { type: ['string', 'null'], title: 'Parent' },
  limit: { anyOf: [{ type: 'integer' }, { type: 'null' }], title: 'Limit', default: null },
})
export const MAP = {
  type: 'object',
  properties: { name: { type: 'string', title: 'Name' } },
  additionalProperties: { type: 'string' },
}
export const RECURSIVE = {
  type: 'object',
  properties: { root: { $ref: '#/$defs/node', title: 'Root' } },
  required: ['root'],
  $defs: {
    node: {
      type: 'object',
      required: ['name'],
      properties: {
        name: { type: 'string', title: 'Name' },
        children: { type: 'array', title: 'Children', items: { $ref: '#/$defs/node' } },
      },
    },
  },
}
export const DEFAULTS = object(
  {
    size: { title: 'Size', enum: ['S', 'M', 'L'], default: 'M' },
    lines: { type: 'integer', title: 'Lines', default: 50 },
    greeting: { type: 'string', title: 'Greeting', default: 'Hello' },
  },
  'greeting',
)
export const ANYTHING = object({ anything: { title: 'Anything' } }, 'anything')
export const MANY = object(
  Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`field${index}`, { type: 'string', title: `Field ${index}` }]),
  ),
  'field0',
)
export const BROKEN = object({
  a: { type: 'strin', title: 'Wrong type' },
  b: { type: 'string', title: 'Wrong pattern', pattern: '(' },
  c: { $ref: '#/nowhere', title: 'Wrong reference' },
})
export const RIGHT_TO_LEFT = object({ name: { type: 'string', title: 'الاسم', description: 'كما في الفاتورة' } }, 'name')
