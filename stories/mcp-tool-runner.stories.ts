import type { Meta, StoryObj } from '@storybook/web-components-vite'
import { html } from 'lit'
import type { TemplateResult } from 'lit'
import '../elements/define/mcp-tool-runner.ts'
import {
  BLOCKED,
  CHANGED,
  DELETE_BRANCH,
  ECHO,
  EVERYTHING,
  GITHUB,
  HOSTILE,
  HOSTILE_NAME,
  LIST_ISSUES,
  MYSTERY,
  RATE_LIMIT,
  SOME,
  TEN_SERVERS,
  THOUSAND_TOOLS,
  TOOLS,
} from './data.ts'
import { fail, fakeTool } from './fake-data.ts'
import type { FakeEndpointOptions } from './fake-endpoint.ts'
import { Person } from './person.ts'
import { given, never, silentClient, stage } from './stage.ts'
import type { Stage } from './stage.ts'
import { word } from './words.ts'

export default { title: 'mcp-tool-runner', component: 'mcp-tool-runner' } satisfies Meta

const show = ({ client }: Pick<Stage, 'client'>): TemplateResult =>
  html`<mcp-tool-runner .client=${client}></mcp-tool-runner>`

const only =
  (tool: string) =>
  ({ client }: Stage): TemplateResult =>
    html`<mcp-tool-runner .client=${client} tool=${tool}></mcp-tool-runner>`

const SERVERS: FakeEndpointOptions = {
  connections: [GITHUB, EVERYTHING],
  tools: { github: TOOLS, everything: [ECHO] },
}

type Play = (person: Person, stage: Stage) => Promise<void>

function story(options: FakeEndpointOptions, play: Play, render: (stage: Stage) => TemplateResult = show): StoryObj {
  let made: Stage
  return {
    render: () => render((made = stage({ ...SERVERS, ...options }))),
    play: ({ canvasElement }) => play(new Person(canvasElement), made),
  }
}

const choose = (person: Person, title: string): Promise<void> => person.press(title, '[role=option]')

export const NothingChosen = story({}, (person) => person.sees('List issues'))

export const WithoutEndpoint: StoryObj = { render: () => html`<mcp-tool-runner></mcp-tool-runner>` }

export const Loading: StoryObj = { render: () => show({ client: silentClient() }) }

export const NothingConnected = story({ connections: [] }, (person) => person.sees(word('runnerConnectFirst')))

export const NothingConnectedSlot = story(
  { connections: [] },
  (person) => person.sees('Nothing yet.'),
  ({ client }) =>
    html`<mcp-tool-runner .client=${client}>
      <h2 slot="heading">${given('Workbench')}</h2>
      <p slot="empty">${given('Nothing yet.')}</p>
      <p slot="footer">${given('Every call is logged.')}</p>
    </mcp-tool-runner>`,
)

export const Offline: StoryObj = {
  render: () => {
    const { endpoint, client } = stage()
    endpoint.setUnreachable(true)
    return show({ client })
  },
  play: ({ canvasElement }) => new Person(canvasElement).sees(word('offline')),
}

export const SignedOut: StoryObj = {
  render: () => {
    const { endpoint, client } = stage()
    endpoint.refuse('unauthenticated')
    return show({ client })
  },
  play: ({ canvasElement }) => new Person(canvasElement).sees(word('unauthenticated')),
}

export const ToolsLoading = story({ methods: { listTools: never } }, (person) =>
  person.sees(word('runnerLoading', 'Everything')),
)

export const ToolsFailed = story(
  { methods: { listTools: () => fail('upstream_unreachable', { requestId: 'r-1' }) } },
  (person) => person.sees(word('runnerListFailed', 'Everything')),
)

export const NoTools = story({ tools: {} }, (person) => person.sees(word('runnerNoTools', 'Everything')))

export const ThousandTools = story({ connections: TEN_SERVERS, tools: THOUSAND_TOOLS }, (person) =>
  person.sees('list_order'),
)

export const Searching = story({ connections: TEN_SERVERS, tools: THOUSAND_TOOLS }, async (person) => {
  const search = await person.find<HTMLInputElement>('[role=combobox]')
  search.focus()
  document.execCommand('insertText', false, 'delete page')
  await person.key('ArrowDown')
})

export const NothingFound = story({}, async (person) => {
  const search = await person.find<HTMLInputElement>('[role=combobox]')
  search.focus()
  document.execCommand('insertText', false, 'unicorn')
  await person.sees(word('runnerNothingFound'))
})

export const Chosen = story({}, async (person) => {
  await choose(person, 'List issues')
  await person.sees('Per page')
})

export const DescriptionOpened = story({}, async (person) => {
  await choose(person, 'List issues')
  await person.press(word('runnerMore'), '.description button')
})

export const Filling = story({}, async (person) => {
  await choose(person, 'List issues')
  await person.type('Repository', 'acme/website')
  await person.type('Per page', '50')
})

export const Mistakes = story({}, async (person) => {
  await choose(person, 'List issues')
  await person.type('Repository', 'acme')
  await person.type('Per page', '500')
  await person.press(word('runnerRun'), '#run')
  await person.sees(word('formAtMost', 100))
})

export const NoArguments = story({}, (person) => choose(person, 'Rate limit'))

export const FixedTool = story({}, (person) => person.sees('Per page'), only('list_issues'))

export const ToolMissing = story({}, (person) => person.sees(word('runnerToolMissing', 'nothing')), only('nothing'))

export const Blocked = story({}, (person) => person.sees(word('runnerBlocked', 'GitHub (work)')), only(BLOCKED.name))

export const NotConnectedNow = story({}, async (person, { endpoint }) => {
  await choose(person, 'List issues')
  await person.type('Repository', 'acme/website')
  endpoint.setState(GITHUB.sessionId, 'RECONNECTING')
  await person.sees(word('runnerNotConnected', 'GitHub (work)'))
})

export const OfflineNow = story({}, async (person, { endpoint }) => {
  await choose(person, 'List issues')
  await person.type('Repository', 'acme/website')
  endpoint.setUnreachable(true)
  await person.sees(word('runnerOffline'))
})

export const ConfirmingDestruction = story({}, async (person) => {
  await choose(person, DELETE_BRANCH.title!)
  await person.type('Branch', 'feature-1')
  await person.press(word('runnerRun'), '#run')
  await person.sees(word('runnerConfirmDestroys'))
})

export const ConfirmingTheUnknown = story({}, async (person) => {
  await choose(person, MYSTERY.title!)
  await person.press(word('runnerRun'), '#run')
  await person.sees(word('runnerConfirmUnknown'))
})

export const ConfirmingAChangedTool = story({}, async (person) => {
  await choose(person, CHANGED.title!)
  await person.type('Branch', 'feature-1')
  await person.press(word('runnerRun'), '#run')
  await person.sees(word('changesReason'))
})

export const Running = story({ onCall: never }, async (person) => {
  await choose(person, RATE_LIMIT.title!)
  await person.press(word('runnerRun'), '#run')
  await person.find('#cancel')
})

export const RunningWithProgress = story(
  {
    onCall: (call) => {
      call.log({ level: 'info', logger: 'github', data: 'Asked for page 4.' })
      call.log({ level: 'warning', data: { remaining: 12 } })
      call.progress({ progress: 62, total: 100, message: 'page 4 of 6' })
      return never()
    },
  },
  async (person) => {
    await choose(person, RATE_LIMIT.title!)
    await person.press(word('runnerRun'), '#run')
    await person.sees('page 4 of 6')
    await person.press(word('runnerLogs', 2, '2'), 'summary')
  },
)

/** What comes late takes the place that was kept for it. */
export const Late: StoryObj = {
  render: () => show(stage(SERVERS, 200)),
  play: ({ canvasElement }) => new Person(canvasElement).sees('List issues'),
}

const HOSTILE_TOOL = fakeTool({
  name: HOSTILE_NAME,
  title: HOSTILE_NAME,
  description: `${HOSTILE_NAME} ${'x'.repeat(2_000)}\n${'word '.repeat(5_000)}`,
  annotations: { readOnlyHint: true },
  inputSchema: {
    type: 'object',
    properties: { [HOSTILE_NAME]: { type: 'string', description: HOSTILE_NAME.repeat(3), pattern: '(' } },
  },
})

export const HostileNames = story(
  { connections: HOSTILE, tools: { 'hostile-1': [HOSTILE_TOOL, LIST_ISSUES] } },
  async (person) => {
    await person.sees('List issues')
    await person.press('Donau', '[role=option]')
  },
)

export const BesideOthers = story({ connections: SOME }, (person) => choose(person, 'List issues'))
