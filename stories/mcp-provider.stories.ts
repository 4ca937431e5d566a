import type { Meta, StoryObj } from '@storybook/web-components-vite'
import { html } from 'lit'
import '../elements/define/mcp-connections.ts'
import '../elements/define/mcp-provider.ts'
import '../elements/define/mcp-tool-runner.ts'
import { CATALOGUE, EVERYTHING, GITHUB, TOOLS } from './data.ts'
import { Person } from './person.ts'
import { stage } from './stage.ts'
import { word } from './words.ts'

export default { title: 'mcp-provider', component: 'mcp-provider' } satisfies Meta

/** One client for all that is inside. */
export const OneClient: StoryObj = {
  render: () => {
    const { client } = stage({ connections: [GITHUB, EVERYTHING], servers: CATALOGUE, tools: { github: TOOLS } })
    return html`<mcp-provider .client=${client}>
      <mcp-connections></mcp-connections>
      <br />
      <mcp-tool-runner></mcp-tool-runner>
    </mcp-provider>`
  },
  play: async ({ canvasElement }) => {
    const person = new Person(canvasElement)
    await person.sees('List issues')
    await person.sees(word('connectionsStateConnected'))
  },
}

export const WithoutAnything: StoryObj = {
  render: () => html`<mcp-provider><mcp-connections></mcp-connections></mcp-provider>`,
}
