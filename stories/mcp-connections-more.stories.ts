import type { Meta, StoryObj } from '@storybook/web-components-vite'
import { html } from 'lit'
import '../elements/define/mcp-connections.ts'
import type { Connection } from '../shared/connection.ts'
import type { DiagnoseStep } from '../shared/rpc.ts'
import { BILLING, GITHUB, HOSTILE, MANY, SOME, TOOLS } from './data.ts'
import type { FakeEndpointOptions } from './fake-endpoint.ts'
import { Person } from './person.ts'
import { never, stage } from './stage.ts'
import { word } from './words.ts'

/** What is opened from a row: details, the doctor, search. */
export default { title: 'mcp-connections more', component: 'mcp-connections' } satisfies Meta

const story = (options: FakeEndpointOptions, play: (person: Person) => Promise<void>): StoryObj => ({
  render: () => html`<mcp-connections .client=${stage(options).client}></mcp-connections>`,
  play: ({ canvasElement }) => play(new Person(canvasElement)),
})

const KNOWN: Connection = {
  ...GITHUB,
  transportType: 'streamable-http',
  protocolVersion: '2025-11-25',
  era: 'legacy',
  scopes: ['repo', 'read:user'],
  instructions: 'Ask for the repository first. Never delete a branch that is protected.',
  capabilities: { tools: { listChanged: true }, resources: {} },
  serverInfo: { name: 'github-mcp', version: '2.1.0', title: 'GitHub', websiteUrl: 'https://github.example.com' },
}

const openDetails =
  (name: string) =>
  async (person: Person): Promise<void> => {
    await person.press(word('connectionsMore', name), 'button')
    await person.press(word('connectionsDetails'), '[role=menuitem]')
    await person.sees(word('connectionsAbout'))
  }

export const Details = story({ connections: [KNOWN], tools: { github: TOOLS } }, async (person) => {
  await openDetails('GitHub')(person)
  await person.sees('Delete a branch')
})

export const DetailsOfAFailure = story({ connections: SOME }, openDetails('Billing'))

export const DetailsOfAHostileServer = story(
  { connections: HOSTILE, tools: { 'hostile-1': TOOLS } },
  openDetails('مكتبة الإسكندرية'),
)

const OK = [
  { step: 'address', ok: true },
  { step: 'network', ok: true },
] as const

const examined = (steps: readonly DiagnoseStep[]): StoryObj =>
  story({ connections: [BILLING], methods: { diagnose: () => ({ steps }) } }, async (person) => {
    await person.press(word('connectionsExamineOf', 'Billing'), 'button')
    await person.sees(word('connectionsCheckAgain'))
  })

export const DoctorFindsTheStep = examined([
  ...OK,
  { step: 'handshake', ok: false, code: 'upstream_protocol', httpStatus: 404 },
])

export const DoctorFindsNothing = examined([...OK, { step: 'handshake', ok: true }, { step: 'tools', ok: true }])

export const DoctorAtWork = story({ connections: [BILLING], methods: { diagnose: never } }, async (person) => {
  await person.press(word('connectionsExamineOf', 'Billing'), 'button')
  await person.sees(word('connectionsChecking'))
})

export const Searching = story({ connections: MANY }, async (person) => {
  await person.type(word('connectionsSearch'), 'server1')
})
