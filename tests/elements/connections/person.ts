/** What a person sees of `<mcp-connections>`, and does with it. */
import { html } from 'lit'
import type { McpConnections } from '../../../elements/connections/connections.ts'
import '../../../elements/define/mcp-connections.ts'
import { extrasPart, panelPart } from '../../../elements/connections/desk.ts'
import { doctorPart } from '../../../elements/connections/doctor-part.ts'
import { errorBody } from '../../../shared/errors.ts'
import { createFakeEndpoint, fakeConnection } from '../../../stories/fake-endpoint.ts'
import type { FakeEndpoint, FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
import { fixture, named, textOf, until } from '../support.ts'

export const notes = {
  id: 'notes',
  name: 'Notes',
  url: 'https://notes.example.org/mcp',
  description: 'Your team’s pages',
}
export const everything = { id: 'everything', name: 'Everything', url: 'http://127.0.0.1:3101/mcp' }
export const github = fakeConnection({ serverName: 'GitHub', account: 'work', toolCount: 41, toolsHash: 'a' })
export const billing = fakeConnection({
  serverName: 'Billing',
  state: 'FAILED',
  toolsHash: 'a',
  error: errorBody('as_unavailable', { requestId: 'r-81fc' }),
})

export interface Started {
  endpoint: FakeEndpoint
  element: McpConnections
}

export async function start(
  options: FakeEndpointOptions,
  setup: (element: McpConnections) => void = () => {},
): Promise<Started> {
  // A busy machine takes its time to load what is lazy; what is looked at here is what comes then.
  await Promise.all([panelPart, extrasPart, doctorPart].map((part) => part.load()))
  const endpoint = createFakeEndpoint(options)
  const client = endpoint.client()
  const element = await fixture<McpConnections>(html`<mcp-connections .client=${client}></mcp-connections>`)
  setup(element)
  await until(() => !element.matches(':state(loading)') && !element.shadowRoot!.querySelector('.skeleton'))
  return { endpoint, element }
}

export const rows = (element: McpConnections) =>
  [...element.shadowRoot!.querySelectorAll('[part=list] > li')].map(textOf)
export const button = (element: McpConnections, name: string) => named<HTMLButtonElement>(element, 'button', name)
export const input = (element: McpConnections, name: string) => named<HTMLInputElement>(element, 'input', name)
export const focused = (element: McpConnections) => element.shadowRoot!.activeElement as HTMLElement | null
export const alerts = (element: McpConnections) => [...element.shadowRoot!.querySelectorAll('[role=alert]')].map(textOf)
export const status = (element: McpConnections) =>
  textOf(element.shadowRoot!.querySelector('.visually-hidden[role=status]')!)

/** Opens the panel that adds a connection. */
export async function openPanel(element: McpConnections): Promise<void> {
  button(element, 'Add').click()
  await until(() => element.matches(':state(adding)'))
  await element.updateComplete
}

/** Opens the menu of a row, and gives it when it has the focus: nobody chooses from it before. */
export async function openMenu(element: McpConnections, name: string): Promise<HTMLElement> {
  button(element, `More for ${name}`).click()
  return until(() => element.shadowRoot!.querySelector<HTMLElement>('.menu:popover-open:focus-within'))
}

/** Chooses an item of a row’s menu. */
export async function choose(element: McpConnections, name: string, item: string): Promise<void> {
  named(await openMenu(element, name), 'button', item).click()
  await element.updateComplete
}

export const dialogOf = (element: McpConnections) =>
  element.shadowRoot!.querySelector<HTMLDialogElement>('dialog[open]')

/** Opens the details of a connection. */
export async function openDetails(element: McpConnections, name: string): Promise<HTMLDialogElement> {
  await choose(element, name, 'Details')
  return until(() => dialogOf(element), 'the dialog', 8_000)
}

export const press = (target: Element, key: string) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }))

export function events(element: McpConnections): string[] {
  const seen: string[] = []
  for (const type of [
    'mcp-connect-request',
    'mcp-connected',
    'mcp-disconnect-request',
    'mcp-disconnected',
    'mcp-select',
    'mcp-error',
  ]) {
    element.addEventListener(type, () => seen.push(type))
  }
  return seen
}

export const submit = (element: McpConnections, address: string) => {
  input(element, 'address').value = address
  element.shadowRoot!.querySelector('form')!.requestSubmit()
}
