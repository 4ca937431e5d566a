import type { Meta, StoryObj } from '@storybook/web-components-vite'
import { html } from 'lit'
import '../elements/define/mcp-tool-runner.ts'
import type { CallToolResult, ToolInfo } from '../shared/mcp.ts'
import { GITHUB, RATE_LIMIT } from './data.ts'
import type { FakeCall } from './fake-endpoint.ts'
import { Person } from './person.ts'
import * as results from './results.ts'
import { never, stage } from './stage.ts'
import { word } from './words.ts'

/** What has been run, what runs beside it, and what is handed on. */
export default { title: 'mcp-tool-runner more', component: 'mcp-tool-runner' } satisfies Meta

function story(
  onCall: (call: FakeCall, run: number) => CallToolResult | Promise<CallToolResult>,
  play: (person: Person) => Promise<void>,
  tool: ToolInfo = RATE_LIMIT,
): StoryObj {
  return {
    render: () => {
      let runs = 0
      const { client } = stage({
        connections: [GITHUB],
        tools: { github: [tool] },
        onCall: (call) => onCall(call, ++runs),
      })
      return html`<mcp-tool-runner .client=${client} tool=${tool.name}></mcp-tool-runner>`
    },
    play: ({ canvasElement }) => play(new Person(canvasElement)),
  }
}

async function run(person: Person): Promise<void> {
  await person.press(word('runnerRun'), '#run')
  await person.find('[part~=ending]')
}

const rows = (_call: FakeCall, run: number): CallToolResult => ({
  content: [],
  structuredContent: { left: 5_000 - run, limit: 5_000 },
})

const openHistory = (person: Person): Promise<void> => person.press(word('runnerHistory'), '#history-button')

export const HistoryEmpty = story(rows, async (person) => {
  await openHistory(person)
  await person.sees(word('historyEmpty'))
})

export const History = story(rows, async (person) => {
  await run(person)
  await run(person)
  await openHistory(person)
  await person.sees(word('historyAgain'))
})

export const Share = story(rows, async (person) => {
  await person.press(word('runnerShare'), '#share-button')
  await person.sees(word('shareLink'))
})

export const Several = story(never, async (person) => {
  await person.press(word('runnerRun'), '#run')
  await person.press(word('runnerBeside'), 'button')
  await person.pause()
})

/** Its line broke off; the server still runs it. */
export const LineLost: StoryObj = {
  render: () => {
    const { client, endpoint } = stage({
      connections: [GITHUB],
      tools: { github: [RATE_LIMIT] },
      onCall: () => {
        setTimeout(() => endpoint.breakCalls())
        return never()
      },
    })
    return html`<mcp-tool-runner .client=${client} tool=${RATE_LIMIT.name}></mcp-tool-runner>`
  },
  play: async ({ canvasElement }) => {
    const person = new Person(canvasElement)
    await person.press(word('runnerRun'), '#run')
    await person.sees(word('runnerLineLost'))
  },
}

export const PromiseBroken = story(
  () => ({ content: [], structuredContent: { left: 'many' } }),
  async (person) => {
    await run(person)
    await person.sees(word('promiseBroken', 'Rate limit'))
  },
  {
    ...RATE_LIMIT,
    outputSchema: { type: 'object', properties: { left: { type: 'integer' } }, required: ['left', 'limit'] },
  },
)

export const Nested = story(
  () => results.TREE,
  async (person) => {
    await run(person)
    await person.sees('branches')
  },
)
