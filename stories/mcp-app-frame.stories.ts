import type { Meta, StoryObj } from '@storybook/web-components-vite'
import { html } from 'lit'
import '../elements/define/mcp-app-frame.ts'
import { EVERYTHING } from './data.ts'
import { fail, fakeTool } from './fake-data.ts'
import type { FakeEndpointOptions } from './fake-endpoint.ts'
import { Person } from './person.ts'
import { given, never, stage } from './stage.ts'
import { word } from './words.ts'

/** Without the apps themselves: their sandbox is a page of the handler's. */
export default { title: 'mcp-app-frame', component: 'mcp-app-frame' } satisfies Meta

const APP = {
  tool: fakeTool({ name: 'show_map', title: 'Show a map', _meta: { ui: { resourceUri: 'ui://maps/app' } } }),
  toolInput: { place: 'Delft' },
}

const story = (
  readResource: NonNullable<FakeEndpointOptions['methods']>['readResource'],
  says: () => string,
): StoryObj => ({
  render: () => {
    const { client } = stage({ connections: [EVERYTHING], ...(readResource && { methods: { readResource } }) })
    return html`<mcp-app-frame .client=${client} session-id=${EVERYTHING.sessionId} .app=${given(APP)}></mcp-app-frame>`
  },
  play: ({ canvasElement }) => new Person(canvasElement).sees(says()),
})

export const Nothing: StoryObj = { render: () => html`<mcp-app-frame></mcp-app-frame>` }

export const Loading = story(never, () => word('appLoading'))

export const Failed = story(
  () => fail('upstream_unreachable', { requestId: 'r-7' }),
  () => word('appFailed'),
)

export const WrongKind = story(
  ({ uri }) => ({ contents: [{ uri, mimeType: 'text/plain', text: 'Hello' }] }),
  () => word('appWrongType'),
)
