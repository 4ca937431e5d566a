import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Connection } from '../../shared/connection.ts'
import { openableUrl } from '../core/address.ts'
import { icon } from '../core/icons.ts'
import type { Localize } from '../core/localize.ts'

/** Characters of one fact: its server may have written a book. */
const LONGEST = 300

const clamp = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text)

type Fact = readonly [term: FactTerm, value: string | TemplateResult | undefined]
type FactTerm =
  | 'connectionsFactServer'
  | 'connectionsFactDescription'
  | 'connectionsFactWebsite'
  | 'connectionsFactAddress'
  | 'connectionsFactTransport'
  | 'connectionsFactProtocol'
  | 'connectionsFactCapabilities'
  | 'connectionsFactCreated'
  | 'connectionsFactExpires'

/** What a server says of itself, and how it is spoken to. */
export function factsTemplate(localize: Localize, connection: Connection): TemplateResult {
  const { serverInfo, serverUrl, transportType, protocolVersion, era, capabilities, createdAt, expiresAt } = connection
  const { name, title, version, description, websiteUrl } = serverInfo ?? {}
  const facts: readonly Fact[] = [
    ['connectionsFactServer', serverInfo && text([title || name, version].filter(Boolean).join(' '))],
    ['connectionsFactDescription', description ? text(description) : undefined],
    ['connectionsFactWebsite', websiteUrl ? linkOrText(websiteUrl) : undefined],
    ['connectionsFactAddress', text(serverUrl)],
    ['connectionsFactTransport', localize.term(TRANSPORTS[transportType] ?? 'connectionsTransportIsAuto')],
    [
      'connectionsFactProtocol',
      protocolVersion &&
        text(era === 'legacy' ? `${protocolVersion} (${localize.term('connectionsLegacy')})` : protocolVersion),
    ],
    ['connectionsFactCapabilities', capabilities && text(Object.keys(capabilities).join(', '))],
    ['connectionsFactCreated', time(localize, createdAt)],
    ['connectionsFactExpires', time(localize, expiresAt)],
  ]
  return html`<dl class="sheet-facts">
    ${facts.map(([term, value]) =>
      value
        ? html`<div>
            <dt>${localize.term(term)}</dt>
            <dd>${value}</dd>
          </div>`
        : nothing,
    )}
  </dl>`
}

const TRANSPORTS = {
  auto: 'connectionsTransportIsAuto',
  'streamable-http': 'connectionsTransportIsHttp',
  sse: 'connectionsTransportIsSse',
} as const

const text = (value: unknown): TemplateResult => html`<bdi>${clamp(String(value))}</bdi>`

/** Only where it leads to the web, and says where: all else is text. */
function linkOrText(address: string): TemplateResult {
  const url = openableUrl(address)
  if (!url) return text(address)
  return html`<a href=${url.href} target="_blank" rel="noopener noreferrer"
    ><bdi>${clamp(url.host + (url.pathname === '/' ? '' : url.pathname))}</bdi> ${icon('external')}</a
  >`
}

function time(localize: Localize, value: number): string | undefined {
  if (!(value > 0 && value < 8e15)) return undefined
  return localize.date(new Date(value), { dateStyle: 'medium', timeStyle: 'short' })
}
