import type { Meta, StoryObj } from '@storybook/web-components-vite'
import { html } from 'lit'
import '../elements/define/mcp-tool-runner.ts'
import type { CallToolResult } from '../shared/mcp.ts'
import { GITHUB, LIST_ISSUES, RATE_LIMIT } from './data.ts'
import { fail } from './fake-data.ts'
import type { FakeCall } from './fake-endpoint.ts'
import { Person } from './person.ts'
import * as results from './results.ts'
import { never, stage } from './stage.ts'
import type { Stage } from './stage.ts'
import { word } from './words.ts'

export default { title: 'mcp-tool-runner results', component: 'mcp-tool-runner' } satisfies Meta

type Play = (person: Person, stage: Stage) => Promise<void>

/** A tool runs, and then comes what the story is about. */
function story(
  onCall: (call: FakeCall) => CallToolResult | Promise<CallToolResult>,
  play: Play,
  tool = RATE_LIMIT,
): StoryObj {
  let made: Stage
  return {
    render: () => {
      made = stage({
        connections: [GITHUB],
        tools: { github: [tool] },
        onCall,
        methods: {
          readResource: ({ uri }) => ({
            contents: [{ uri, mimeType: 'text/markdown', text: '**Slowly.** Then faster.' }],
          }),
        },
      })
      return html`<mcp-tool-runner .client=${made.client} tool=${tool.name}></mcp-tool-runner>`
    },
    play: async ({ canvasElement }) => {
      const person = new Person(canvasElement)
      if (tool === LIST_ISSUES) await person.type('Repository', 'acme/website')
      await person.press(word('runnerRun'), '#run')
      await play(person, made)
    },
  }
}

const ends = (person: Person): Promise<void> => person.find('[part~=result]').then(() => person.pause())

export const Table = story(() => results.TABLE, ends, LIST_ISSUES)

export const Markdown = story(() => results.MARKDOWN, ends)

export const LongText = story(() => results.LONG_TEXT, ends)

export const Tree = story(
  () => results.TREE,
  async (person) => {
    await ends(person)
    await person.sees('branches')
  },
)

export const AsJson = story(
  () => results.TABLE,
  async (person) => {
    await ends(person)
    await person.press(word('resultJson'), '.result-tools button')
  },
)

export const Image = story(() => results.image(), ends)

export const Audio = story(() => results.audio(), ends)

export const Resources = story(
  () => results.RESOURCES,
  async (person) => {
    await ends(person)
    await person.press(word('resultReadName', 'How to fire the kiln'))
    await person.sees('Then faster.')
  },
)

export const Empty = story(() => results.EMPTY, ends)

export const ToolError = story(() => results.TOOL_ERROR, ends)

export const ServerFailed = story(() => fail('upstream_timeout', { requestId: 'r-9b02' }), ends)

export const SiteFailed = story(() => fail('internal', { requestId: 'r-9b02' }), ends)

export const Interrupted = story(() => fail('call_interrupted'), ends)

export const Cancelled = story(never, async (person) => {
  await person.press(word('runnerCancel'), '#cancel')
  await person.sees(word('resultCancelled'))
})

let runs = 0
export const RunningAgain = story(
  () => (runs++ % 2 === 0 ? results.TABLE : never()),
  async (person) => {
    await ends(person)
    await person.press(word('runnerRun'), '#run')
    await person.find('#cancel')
  },
)

export const AskingByForm = story(
  async (call) => {
    call.progress({ progress: 0.6, total: 1 })
    await call.ask({
      message: 'Which milestone do you mean?',
      requestedSchema: {
        type: 'object',
        required: ['milestone'],
        properties: {
          milestone: { title: 'Milestone', enum: ['2026.12 release', '2027.01 release'], default: '2026.12 release' },
          note: { type: 'string', title: 'Note' },
        },
      },
    })
    return results.TABLE
  },
  (person) => person.sees('Milestone'),
)

const byAddress = (url: string) =>
  story(
    async (call) => {
      await call.ask({ mode: 'url', message: 'Please allow the app to read your calendar.', url })
      return results.EMPTY
    },
    (person) => person.sees('calendar'),
  )

export const AskingByAddress = byAddress('https://login.example.com/allow?client=mcp-plug&scope=calendar.read')

export const AskingByUnsafeAddress = byAddress('javascript:alert(1)')

export const Answered = story(
  async (call) => {
    const { action } = await call.ask({ message: 'Go on?', requestedSchema: { type: 'object', properties: {} } })
    return { content: [{ type: 'text', text: `The answer was ${action}.` }] }
  },
  async (person) => {
    await person.press(word('questionSend'), '[part=send-button]')
    await person.sees('The answer was accept.')
  },
)
