import type { TransportType } from '../../shared/connection.ts'
import type { ConnectParams } from '../../shared/rpc.ts'

type ErrorTerm =
  | 'connectionsAddressMissing'
  | 'connectionsAddressIncomplete'
  | 'connectionsAddressScheme'
  | 'connectionsAddressUser'
  | 'connectionsTokenBad'
  | 'connectionsHeaderBad'

/** What is wrong, by the name of the field. */
export type FieldErrors = Readonly<Record<string, ErrorTerm>>

/** Characters of a header's name (RFC 9110, section 5.1). */
const HEADER_NAME = /^[!#$%&'*+.^_`|~\w-]+$/
/** Visible ASCII, with spaces between (RFC 9110, section 5.5, without its obsolete part). */
const HEADER_VALUE = /^[\x21-\x7e](?:[\x20-\x7e\t]*[\x21-\x7e])?$/

const OWN_MACHINE = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** A host without its scheme, as people type it, made whole; what cannot be one stays as it is. */
export function completeAddress(typed: string): string {
  const text = typed.trim()
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(text) || !/^[\w.[\]:-]+(:\d+)?([/?#]|$)/.test(text)) return text
  const scheme = /^(localhost|127\.[\d.]+|\[::1\])([:/?#]|$)/i.test(text) ? 'http' : 'https'
  const whole = `${scheme}://${text}`
  if (!URL.canParse(whole)) return text
  const { hostname } = new URL(whole)
  return hostname.includes('.') || OWN_MACHINE.test(hostname) ? whole : text
}

export type AddressWarning = 'connectionsAddressPlain' | 'connectionsAddressSecret'

const SECRET_NAME = /(^|[_-])(token|key|apikey|secret|password|passwd|pwd|auth|signature|sig|jwt|bearer|code)($|[_-])/i

/** What a person should know of an address before it is used. */
export function addressWarning(typed: string): AddressWarning | undefined {
  const address = completeAddress(typed)
  if (!URL.canParse(address)) return undefined
  const { protocol, hostname, searchParams } = new URL(address)
  const names = [...searchParams.keys()].map((name) => name.replace(/([a-z])([A-Z])/g, '$1_$2'))
  if (names.some((name) => SECRET_NAME.test(name))) return 'connectionsAddressSecret'
  return protocol === 'http:' && !OWN_MACHINE.test(hostname) ? 'connectionsAddressPlain' : undefined
}

/** What is wrong with an address that a person typed. */
function addressError(typed: string): ErrorTerm | undefined {
  if (typed === '') return 'connectionsAddressMissing'
  if (!URL.canParse(typed)) return 'connectionsAddressIncomplete'
  const { protocol, username, password } = new URL(typed)
  if (protocol !== 'https:' && protocol !== 'http:') {
    // `localhost:3000/mcp` parses, with `localhost:` as its scheme.
    return typed.includes('://') ? 'connectionsAddressScheme' : 'connectionsAddressIncomplete'
  }
  return username || password ? 'connectionsAddressUser' : undefined
}

/**
 * Reads the form of `add-form.ts`: `url`, `name`, `transport`, `token`, and for each header `header-name-<n>` and
 * `header-value-<n>`. Gives the parameters of `connect`, or what is wrong.
 */
export function readConnectForm(data: FormData): { params: ConnectParams } | { errors: FieldErrors } {
  const text = (name: string) => String(data.get(name) ?? '').trim()
  const errors: Record<string, ErrorTerm> = {}
  const headers: Record<string, string> = {}

  const url = completeAddress(text('url'))
  const wrong = addressError(url)
  if (wrong) errors.url = wrong

  const token = text('token').replace(/^Bearer\s+/i, '')
  if (/[^\x21-\x7e]/.test(token)) errors.token = 'connectionsTokenBad'
  else if (token !== '') headers.Authorization = `Bearer ${token}`

  for (const field of data.keys()) {
    const index = /^header-name-(\d+)$/.exec(field)?.[1]
    if (index === undefined) continue
    const name = text(field)
    const value = text(`header-value-${index}`)
    if (name === '' && value === '') continue
    if (HEADER_NAME.test(name) && HEADER_VALUE.test(value)) headers[name] = value
    else errors[field] = 'connectionsHeaderBad'
  }

  if (Object.keys(errors).length > 0) return { errors }
  const name = text('name')
  const transportType = text('transport') as TransportType
  return {
    params: {
      serverUrl: new URL(url).href,
      ...(name !== '' && { serverName: name }),
      ...(transportType !== 'auto' && { transportType }),
      ...(Object.keys(headers).length > 0 && { headers }),
    },
  }
}
