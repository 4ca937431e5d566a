import type { Meta, StoryObj } from '@storybook/web-components-vite'
import { html } from 'lit'
import '../elements/define/mcp-connections.ts'
import '../elements/define/mcp-tool-runner.ts'
import { CATALOGUE, SOME, TOOLS } from './data.ts'
import { Person } from './person.ts'
import { TABLE } from './results.ts'
import { stage } from './stage.ts'
import './theming.css'
import { word } from './words.ts'

export default { title: 'theming' } satisfies Meta

/** Both elements in a look of `theming.css`, after a run. */
const look = (name: string): StoryObj => ({
  render: () => {
    const { client } = stage({
      connections: SOME,
      servers: CATALOGUE,
      tools: { github: TOOLS },
      onCall: () => TABLE,
    })
    return html`<div class="look ${name}">
      <mcp-connections .client=${client}></mcp-connections>
      <mcp-tool-runner .client=${client}></mcp-tool-runner>
    </div>`
  },
  play: async ({ canvasElement }) => {
    const person = new Person(canvasElement)
    await person.press('List issues', '[role=option]')
    await person.type('Repository', 'acme/website')
    await person.press(word('runnerRun'), '#run')
    await person.sees('Add a sitemap')
  },
})

/** The page's font and colour scheme, and nothing else. */
export const Plain = look('plain')

export const MaterialLike = look('material')

export const Terminal = look('terminal')
