import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { McpPlugError } from '../errors.ts'

/**
 * Private networks that MCP servers may live in. **Opens the way to every service in them** (metadata services,
 * databases, admin pages), for every person who may add a server.
 *
 * - `false`: none (default);
 * - `true`: all;
 * - a list of host names, addresses and CIDR ranges: those, e.g. `['localhost', '10.20.0.0/16']`.
 */
export type PrivateNetworkPolicy = boolean | readonly string[]

/** Decides which hosts and addresses may be reached. */
export interface AddressRules {
  /** Whether plain http may be used at all. */
  readonly allowsHttp: boolean
  /** Whether this address, found for this host name, may be connected to. */
  allows(hostname: string, address: string): boolean
}

/** In public ranges, but within a cloud alone: Azure's host, which hands its machines their secrets. */
const CLOUD_HOSTS = new Set(['168.63.129.16'])

/** Only global unicast; of IPv6 only 2000::/3 without the ranges that carry an IPv4 address or a tunnel inside. */
function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast' || CLOUD_HOSTS.has(parsed.toString())) return false
  return parsed.kind() === 'ipv4' || parsed.match(ipaddr.parseCIDR('2000::/3'))
}

export function createAddressRules(policy: PrivateNetworkPolicy = false): AddressRules {
  const entries = typeof policy === 'boolean' ? [] : policy.map((entry) => entry.toLowerCase())
  const names = new Set(entries.filter((entry) => !ipaddr.isValid(entry) && !ipaddr.isValidCIDR(entry)))
  const ranges = entries
    .filter((entry) => !names.has(entry))
    .map((entry) => {
      if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry)
      const parsed = ipaddr.process(entry)
      return [parsed, parsed.kind() === 'ipv4' ? 32 : 128] as const
    })
  const inRanges = (address: string) => {
    const parsed = ipaddr.process(address)
    return ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits))
  }
  return {
    allowsHttp: policy === true || entries.length > 0,
    allows: (hostname, address) =>
      policy === true ||
      isPublic(address) ||
      names.has(hostname.toLowerCase()) ||
      (ipaddr.isValid(address) && inRanges(address)),
  }
}

/** The host of a URL as an address or a name, without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

/**
 * Checks an address that a person typed or a server named, before anything is sent to it.
 * Names are checked again when they are resolved.
 *
 * Errors: `invalid_server_url`, `blocked_address`.
 */
export function parseServerUrl(text: string, rules: AddressRules): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password) {
    throw new McpPlugError('invalid_server_url')
  }
  url.hash = ''
  if (url.protocol === 'http:' && !rules.allowsHttp) {
    throw new McpPlugError('invalid_server_url', { message: 'The server address must begin with https://.' })
  }
  const host = hostOf(url)
  if (isIP(host) && !rules.allows(host, host)) throw new McpPlugError('blocked_address')
  return url
}
