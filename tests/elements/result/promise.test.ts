import { afterEach, axeProblems, cleanUp, describe, equal, it, match, textOf, until } from '../support.ts'
import { find, show, text } from './host.ts'

const outputSchema = {
  type: 'object',
  required: ['issues'],
  properties: {
    issues: {
      type: 'array',
      items: {
        type: 'object',
        required: ['title'],
        properties: { title: { type: 'string' }, state: { enum: ['open', 'closed'] }, count: { minimum: 0 } },
        additionalProperties: false,
      },
    },
  },
}

describe('what a tool promises by its output schema', () => {
  afterEach(cleanUp)

  it('is a warning where it is not kept, that names the places', async () => {
    const said = async (issues: readonly object[]) => {
      const host = await show({ structuredContent: { issues } }, { outputSchema })
      const warning = await until(() => find(host, '.warning'), 'the warning', 8_000)
      equal([warning.role, find(host, '[role=alert]')], ['status', null])
      match(textOf(host), 'fine')
      equal(await axeProblems(host), [])
      return textOf(warning)
    }
    const wrong = await said([{ title: 'fine' }, { title: 5 }, { state: 'gone', title: 'x' }])
    match(wrong, 'The structured content is not what the output schema of list_issues promises.')
    match(wrong, /issues › 2 › title : another kind of value than promised/)
    match(wrong, /issues › 3 › state : none of the promised values/)
    const bounds = await said([{ title: 'fine' }, { title: 'x', count: -1, extra: 1 }])
    match(bounds, /issues › 2 › count : not within the promised bounds/)
    match(bounds, /issues › 2 › extra : not among the promised names/)
    match(await said([{ title: 'fine' }, {}]), /issues › 2 : a value that is required is missing/)
  })

  it('is a warning where there is no structured content', async () => {
    const host = await show({ content: [text('Three issues')] }, { outputSchema })
    match(
      textOf(find(host, '.warning')!),
      'list_issues promises structured content by its output schema, and returned none.',
    )
    match(textOf(host), 'Three issues')
  })

  it('says nothing where it is kept, or where the tool failed', async () => {
    const broken = await show({ structuredContent: { issues: [{ title: 5 }] } }, { outputSchema })
    const kept = await show({ structuredContent: { issues: [{ title: 'x' }] } }, { outputSchema })
    const failed = await show({ isError: true, content: [text('No')] }, { outputSchema })
    // Later than the others: they were checked meanwhile.
    await until(() => find(broken, '.warning'), 'the warning', 8_000)
    equal([find(kept, '.warning'), find(failed, '.warning')], [null, null])
  })

  it('of a schema that nobody can read is left unchecked', async () => {
    const unreadable = await show({ structuredContent: { a: 1 } }, { outputSchema: { $ref: '#/nowhere' } })
    const broken = await show({ structuredContent: { issues: [{ title: 5 }] } }, { outputSchema })
    await until(() => find(broken, '.warning'), 'the warning', 8_000)
    equal(find(unreadable, '.warning'), null)
  })
})
