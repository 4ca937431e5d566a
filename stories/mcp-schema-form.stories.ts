import type { Meta, StoryObj } from '@storybook/web-components-vite'
import { html } from 'lit'
import '../elements/define/mcp-schema-form.ts'
import type { McpSchemaForm } from '../elements/schema-form/schema-form.ts'
import { Person } from './person.ts'
import * as shapes from './shapes.ts'
import { given } from './stage.ts'
import { word } from './words.ts'

export default { title: 'mcp-schema-form', component: 'mcp-schema-form' } satisfies Meta

type Play = (person: Person, form: McpSchemaForm) => Promise<void>

function story(schema: object, value?: object, play?: Play): StoryObj {
  return {
    render: () => html`<mcp-schema-form .schema=${given(schema)} .value=${given(value ?? {})}></mcp-schema-form>`,
    ...(play && {
      play: async ({ canvasElement }) => {
        const form = canvasElement.querySelector('mcp-schema-form')!
        await form.updateComplete
        await play(new Person(canvasElement), form)
      },
    }),
  }
}

/** With what is wrong told. */
const checked: Play = async (person, form) => {
  form.requestSubmit()
  await person.find('[role=alert]')
}

export const Strings = story(shapes.STRINGS)
export const StringsFilled = story(shapes.STRINGS, { name: 'Ada\nLovelace', mail: 'ada@example.com', code: 'ABC' })
export const StringsWithMistakes = story(shapes.STRINGS, { mail: 'ada', code: 'abc', day: 'soon' }, checked)
export const Numbers = story(shapes.NUMBERS, { count: 3, price: 0.5 })
export const NumbersWithMistakes = story(shapes.NUMBERS, { count: 30 }, async (person, form) => {
  await person.type('Price', '1,5')
  await person.type('Big number', '9007199254740993')
  await checked(person, form)
})
export const Booleans = story(shapes.BOOLEANS, { agreed: true })
export const Choices = story(shapes.CHOICES, { state: 'closed' })
export const Lists = story(shapes.LISTS, { labels: ['bug', 'urgent'], lines: [{ product: 'Bowl', count: 2 }] })
export const ListsWithMistakes = story(shapes.LISTS, { labels: ['a', 'b', 'c', 'd'], lines: [{}] }, checked)
export const Nested = story(shapes.NESTED, { customer: { name: 'Ada', address: { town: 'Delft' } } })
export const Unions = story(shapes.UNIONS, { owner: 'ada', shape: { kind: 'circle', radius: 2 } })
export const Nullable = story(shapes.NULLABLE, { parent: null })
export const Maps = story(shapes.MAP, { name: 'x', colour: 'red' })
export const Recursive = story(shapes.RECURSIVE, { root: { name: 'a', children: [{ name: 'b' }] } })
export const Defaults = story(shapes.DEFAULTS)
export const Anything = story(shapes.ANYTHING, { anything: { a: [1, null] } })
export const ManyFields = story(shapes.MANY, undefined, async (person) => {
  await person.press(word('formMore', 39), 'summary')
})
export const BrokenSchema = story(shapes.BROKEN)
export const NoFields = story({ type: 'object' })
export const RightToLeft = story(shapes.RIGHT_TO_LEFT)
export const AsJson = story(
  shapes.NESTED,
  { customer: { name: 'Ada', address: { town: 'Delft' } } },
  async (person) => {
    await person.press(word('formTabJson'), '[role=tab]')
  },
)
export const JsonWithAMistake = story(shapes.NUMBERS, { count: 3 }, async (person) => {
  await person.press(word('formTabJson'), '[role=tab]')
  await person.type(word('formJson'), '{"count": 3,}')
  await person.press(word('formTabForm'), '[role=tab]')
})
export const Disabled: StoryObj = {
  render: () =>
    html`<mcp-schema-form
      disabled
      .schema=${given(shapes.CHOICES)}
      .value=${given({ state: 'open' })}
    ></mcp-schema-form>`,
}
/** Its value goes with the form around it. */
export const InAForm: StoryObj = {
  render: () =>
    html`<form @submit=${(event: Event) => event.preventDefault()}>
      <mcp-schema-form name="order" without-json .schema=${given(shapes.BOOLEANS)}></mcp-schema-form>
      <p><button>${given('Order')}</button></p>
    </form>`,
}
