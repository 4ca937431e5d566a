import type { Meta, StoryObj } from '@storybook/web-components-vite'
import { html } from 'lit'
import type { TemplateResult } from 'lit'
import '../elements/define/mcp-connections.ts'
import type { CatalogueServer } from '../shared/connection.ts'
import { errorBody } from '../shared/errors.ts'
import { BILLING, CATALOGUE, EACH_STATE, GITHUB, HOSTILE, HOSTILE_NAME, MANY, SOME } from './data.ts'
import { fail } from './fake-data.ts'
import type { FakeEndpointOptions } from './fake-endpoint.ts'
import { Person } from './person.ts'
import { given, never, silentClient, stage } from './stage.ts'
import type { Stage } from './stage.ts'
import { word } from './words.ts'

export default { title: 'mcp-connections', component: 'mcp-connections' } satisfies Meta

const show = ({ client }: Pick<Stage, 'client'>): TemplateResult =>
  html`<mcp-connections .client=${client}></mcp-connections>`

type Play = (person: Person) => Promise<void>

function story(options: FakeEndpointOptions, play?: Play, render = show, prepare?: (stage: Stage) => void): StoryObj {
  return {
    render: () => {
      const made = stage(options)
      prepare?.(made)
      return render(made)
    },
    ...(play && { play: ({ canvasElement }) => play(new Person(canvasElement)) }),
  }
}

export const List = story({ connections: SOME, servers: CATALOGUE }, (person) => person.sees('GitHub'))

export const Loading: StoryObj = { render: () => show({ client: silentClient() }) }

export const Empty = story({ servers: CATALOGUE }, (person) => person.sees('Linear'))

export const EmptyWithoutCatalogue = story({}, (person) => person.sees(word('connectionsAddress')))

export const EmptyCatalogueOnly = story(
  { servers: CATALOGUE },
  (person) => person.sees('Linear'),
  ({ client }) => html`<mcp-connections without-add .client=${client}></mcp-connections>`,
)

export const NothingToConnect = story(
  {},
  (person) => person.sees(word('connectionsNoServers')),
  ({ client }) => html`<mcp-connections without-add .client=${client}></mcp-connections>`,
)

export const CatalogueLoading = story({ methods: { getServers: never } }, (person) =>
  person.sees(word('connectionsIntro')),
)

export const CatalogueFailed = story({ methods: { getServers: () => fail('store_unavailable') } }, (person) =>
  person.sees(word('connectionsServersProblem')),
)

export const EachState = story({ connections: EACH_STATE }, (person) => person.sees('Harbour'))

export const Many = story({ connections: MANY }, (person) => person.sees('Server40'))

export const HostileNames = story(
  {
    connections: HOSTILE,
    servers: [
      ...CATALOGUE,
      { id: 'bad', name: HOSTILE_NAME, url: 'https://x.example', description: HOSTILE_NAME.repeat(4) },
    ],
  },
  async (person) => {
    await person.sees('مكتبة')
    await person.press(word('connectionsAdd'), 'button')
  },
)

export const Selected = story({ connections: SOME }, (person) => person.press('GitHub', '[part=name]'))

export const Menu = story({ connections: SOME }, async (person) => {
  await person.press(word('connectionsMore', 'GitHub'), 'button')
  await person.sees(word('connectionsReconnect'))
})

export const Adding = story({ connections: [GITHUB], servers: CATALOGUE }, async (person) => {
  await person.press(word('connectionsAdd'), 'button')
  await person.sees('Linear')
})

export const AddingAdvanced = story({ connections: [GITHUB], servers: CATALOGUE }, async (person) => {
  await person.press(word('connectionsAdd'), 'button')
  await person.press(word('connectionsAdvanced'), 'summary')
  await person.press(word('connectionsHeaderAdd'))
  await person.type(word('connectionsHeaderName', 1), 'X-Api-Key')
})

export const AddingWithMistakes = story({}, async (person) => {
  await person.type(word('connectionsAddress'), 'ftp://example.com')
  await person.press(word('connectionsConnect'), '.add [type=submit]')
  await person.sees(word('connectionsAddressScheme'))
})

export const Connecting = story({ servers: CATALOGUE, methods: { connect: never } }, async (person) => {
  await person.press(word('connectionsConnectTo', 'GitHub'))
})

export const Refused = story(
  { servers: CATALOGUE, methods: { connect: () => fail('rate_limited', { requestId: 'r-4c1d' }) } },
  async (person) => {
    await person.press(word('connectionsConnectTo', 'Notes'))
    await person.sees('r-4c1d')
  },
)

export const AddressRefused = story(
  { methods: { connect: () => fail('blocked_address', { requestId: 'r-4c1d' }) } },
  async (person) => {
    await person.type(word('connectionsAddress'), 'https://192.168.0.1/mcp')
    await person.press(word('connectionsConnect'), '.add [type=submit]')
    await person.sees('r-4c1d')
  },
)

export const FailsWhileSeen = story(
  { servers: CATALOGUE, script: ['FAILED'], scriptError: errorBody('upstream_unreachable', { requestId: 'r-1' }) },
  async (person) => {
    await person.press(word('connectionsConnectTo', 'GitHub'))
    await person.sees(word('connectionsStateFailed'))
  },
)

export const WantsAToken = story(
  {
    connections: [{ ...BILLING, state: 'AUTHENTICATING', error: errorBody('reauth_required') }],
    servers: CATALOGUE,
  },
  (person) => person.press(word('connectionsGiveTokenFor', 'Billing')),
)

export const Disconnecting = story({ connections: SOME }, async (person) => {
  await person.press(word('connectionsMore', 'GitHub'), 'button')
  await person.press(word('connectionsDisconnect'), '[role=menuitem]')
})

export const Offline = story(
  {},
  (person) => person.sees(word('offline')),
  show,
  ({ endpoint }) => endpoint.setUnreachable(true),
)

export const SignedOut = story(
  {},
  (person) => person.sees(word('unauthenticated')),
  show,
  ({ endpoint }) => endpoint.refuse('unauthenticated'),
)

export const WithoutEndpoint: StoryObj = { render: () => html`<mcp-connections></mcp-connections>` }

export const Slots = story(
  { servers: CATALOGUE },
  (person) => person.sees('Linear'),
  ({ client }) =>
    html`<mcp-connections .client=${client}>
      <h2 slot="heading">${given('Integrations')}</h2>
      <span slot="empty">${given('Pick a service to begin.')}</span>
      <p slot="footer">${given('Ask the help desk for others.')}</p>
    </mcp-connections>`,
)

/** What comes late takes the place that was kept for it. */
export const Late: StoryObj = {
  render: () => show(stage({ connections: SOME, servers: CATALOGUE }, 200)),
  play: ({ canvasElement }) => new Person(canvasElement).sees('Billing'),
}

export const EmptyLate: StoryObj = {
  render: () => show(stage({ servers: CATALOGUE.slice(0, 2) }, 200)),
  play: ({ canvasElement }) => new Person(canvasElement).sees('Notes'),
}

const OWN: readonly CatalogueServer[] = [{ id: 'own', name: 'Intranet', url: 'https://intra.example.com/mcp' }]

export const CatalogueOfThePage = story(
  {},
  (person) => person.sees('Intranet'),
  ({ client }) => html`<mcp-connections .client=${client} .servers=${given(OWN)}></mcp-connections>`,
)
