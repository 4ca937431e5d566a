import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { openableUrl } from '../core/address.ts'
import type { McpError, McpErrorCode } from '../core/error.ts'
import type { Localize } from '../core/localize.ts'
import { problemText } from '../core/problem.ts'

type Owner = 'server' | 'signIn' | 'network' | 'site'

/** Whose failure a code tells of; all others are this site's. */
const OWNERS: { readonly [Code in McpErrorCode]?: Owner } = {
  network: 'network',
  not_started: 'network',
  tool_args_invalid: 'server',
  tool_not_found: 'server',
  tool_changed: 'server',
  reauth_required: 'server',
  step_up_required: 'server',
  upstream_protocol: 'server',
  result_too_large: 'server',
  upstream_stream_ended: 'server',
  upstream_unreachable: 'server',
  upstream_timeout: 'server',
  as_unavailable: 'signIn',
  refresh_timeout: 'signIn',
  pkce_unsupported: 'signIn',
  auth_url_rejected: 'signIn',
  registration_rejected: 'signIn',
  issuer_mismatch: 'signIn',
}

/** What to do next, where the message of a code does not say it. */
const NEXT = {
  network: 'failureNextNetwork',
  upstream_protocol: 'failureNextServer',
  result_too_large: 'failureNextLarge',
  call_interrupted: 'failureNextInterrupted',
  invalid_answer: 'failureNextSite',
  pkce_unsupported: 'failureNextServer',
  auth_url_rejected: 'failureNextServer',
  registration_rejected: 'failureNextServer',
  issuer_mismatch: 'failureNextServer',
} as const satisfies { readonly [Code in McpErrorCode]?: string }

/** A request that ended without a result: whose failure it is, what happened, what to do next. */
export function failureTemplate(localize: Localize, error: McpError, serverName: string): TemplateResult {
  const { code, message, requestId } = error
  const next = Object.hasOwn(NEXT, code) ? localize.term(NEXT[code as keyof typeof NEXT]) : undefined
  const facts = [code, ...codesOf(localize, error), ...(requestId ? [localize.term('requestId', requestId)] : [])]
  return html`<div class="problem" role="alert">
    <strong dir="auto">${ownerText(localize, OWNERS[code] ?? 'site', serverName)}</strong>
    ${problemText(localize, { code, message })} ${next ?? nothing} ${signInLink(localize, error, serverName)}
    <span class="muted mono facts" dir="ltr">${facts.join(', ')}</span>
  </div>`
}

function ownerText(localize: Localize, owner: Owner, serverName: string): string {
  switch (owner) {
    case 'server':
      return localize.term('resultServerFailed', serverName)
    case 'signIn':
      return localize.term('failureSignInServer', serverName)
    case 'network':
      return localize.term('resultNetworkFailed')
    case 'site':
      return localize.term('resultSiteFailed')
  }
}

/** The codes that the MCP server answered with. */
function codesOf(localize: Localize, { data }: McpError): string[] {
  const codes = []
  if (Number.isInteger(data?.['rpcCode'])) codes.push(localize.term('failureRpcCode', String(data!['rpcCode'])))
  if (Number.isInteger(data?.['httpStatus']))
    codes.push(localize.term('failureHttpStatus', String(data!['httpStatus'])))
  return codes
}

/** Where the person can give what is wanted: an address of this site, or a safe one. */
function signInLink(localize: Localize, { code, data }: McpError, serverName: string): unknown {
  if (code !== 'reauth_required' && code !== 'step_up_required') return nothing
  const address = data?.['authUrl']
  const url = typeof address === 'string' ? safeAddress(address) : undefined
  if (!url) return nothing
  return html`<a href=${url.href} target="_blank" rel="noopener noreferrer"
    >${localize.term(code === 'reauth_required' ? 'failureSignIn' : 'failureGiveMore', serverName)}</a
  >`
}

function safeAddress(address: string): URL | undefined {
  if (!URL.canParse(address, document.baseURI)) return undefined
  const url = new URL(address, document.baseURI)
  const own = url.origin === location.origin && /^https?:$/.test(url.protocol) && !url.username && !url.password
  return own ? url : openableUrl(address)
}
