/**
 * Addresses and URLs that lead into private networks, in every spelling: the same ones in every run and on every
 * runtime. Names among them resolve to private addresses by `resolvePrivate`.
 */
import { lookup, type LookupAddress } from 'node:dns'
import type { Resolve } from '../../server/net/guarded-fetch.ts'

/** What is not the public internet, as [address, prefix length] (IANA's special-purpose registries). */
const RANGES: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]
/** Where clouds answer with a machine's credentials, and other addresses that are asked for by hand. */
export const NOTORIOUS = [
  '127.0.0.1',
  '0.0.0.0',
  '169.254.169.254',
  '169.254.170.2',
  '169.254.0.23',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  '255.255.255.255',
] as const
const PRIVATE_V6 = [
  '::',
  '::1',
  'fd00:ec2::254',
  'fd20:ce::254',
  'fe80::a9fe:a9fe',
  '100::1',
  '2001::1',
  '2001:2::1',
  '2001:10::1',
  '2001:20::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '3fff::1',
  '4000::1',
  '5f00::1',
  '64:ff9b:1::1',
  'fc00::1',
  'fdff:ffff::1',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'ff02::1',
] as const
const PER_RANGE = 12

/** Numbers that only look random (a linear congruential generator), so that a failure can be repeated. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32
}

const toNumber = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
const octetsOf = (n: number) => [24, 16, 8, 0].map((shift) => Math.floor(n / 2 ** shift) % 256)
const dotted = (n: number) => octetsOf(n).join('.')

/** The first, the last and some in between of each range. */
export function privateV4(): string[] {
  const random = seeded(7)
  const inRanges = RANGES.flatMap(([first, bits]) => {
    const size = 2 ** (32 - bits)
    const between = Array.from({ length: PER_RANGE - 4 }, () => Math.floor(random() * size))
    return [0, 1, size - 2, size - 1, ...between].map((offset) => dotted(toNumber(first) + offset))
  })
  return [...new Set([...NOTORIOUS, ...inRanges])]
}

const hex = (n: number, digits = 0) => n.toString(16).padStart(digits, '0')
const octal = (n: number) => `0${n.toString(8)}`
const shifted = (text: string, zero: number) =>
  text.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)))

/** Every way to write an IPv4 address as a URL's host. */
function spellings(address: string): string[] {
  const n = toNumber(address)
  const [a, b, c, d] = octetsOf(n) as [number, number, number, number]
  const groups = `${hex(a * 256 + b)}:${hex(c * 256 + d)}`
  const teredo = `${hex((a * 256 + b) ^ 0xffff)}:${hex((c * 256 + d) ^ 0xffff)}`
  return [
    address,
    String(n),
    `0x${hex(n)}`,
    `0X${hex(n, 8).toUpperCase()}`,
    octal(n),
    `000${octal(n)}`,
    [a, b, c, d].map(octal).join('.'),
    [a, b, c, d].map((part) => `0x${hex(part)}`).join('.'),
    `${a}.0x${hex(b)}.${octal(c)}.${d}`,
    `${a}.${b}.${c * 256 + d}`,
    `${a}.${b * 65_536 + c * 256 + d}`,
    `0x${hex(a)}.${b * 65_536 + c * 256 + d}`,
    `${address}.`,
    address.replaceAll('.', '%2e'),
    address.replace(/\d/g, (digit) => `%3${digit}`),
    shifted(address, 0xff10),
    shifted(address, 0x1d7ce),
    address.replaceAll('.', '。'),
    shifted(address, 0xff10).replaceAll('.', '．'),
    `${a}.${b}\u00ad.${c}.${d}`,
    `[::ffff:${address}]`,
    `[::ffff:${groups}]`,
    `[0:0:0:0:0:FFFF:${groups.toUpperCase()}]`,
    `[0000:0000:0000:0000:0000:ffff:${hex(a, 2)}${hex(b, 2)}:${hex(c, 2)}${hex(d, 2)}]`,
    `[::${address}]`,
    `[::ffff:0:${groups}]`,
    `[64:ff9b::${address}]`,
    `[64:ff9b::${groups}]`,
    `[64:ff9b:1::${groups}]`,
    `[2002:${groups}::]`,
    `[2002:${groups}::1]`,
    `[2001::${teredo}]`,
    `[2001:0:4136:e378:8000:63bf:${teredo}]`,
    `[::ffff:${address}%25lo]`,
  ]
}

const spellingsV6 = (address: string) => [
  `[${address}]`,
  `[${address.toUpperCase()}]`,
  `[${address.replace('::', ':0:0:').replace(/^:|:$/g, '')}]`,
  `[${address}%25eth0]`,
  `[${address}%eth0]`,
  `[${address}].`,
]

/** Names that the machine itself knows. */
export const LOCAL_NAMES = [
  'localhost',
  'LOCALHOST',
  'localhost.',
  'localhost.localdomain',
  'ip6-localhost',
  'a.localhost',
]

const DOMAIN = '.attacker.example'
/** Names that resolve to one private address, or to it beside a public one. */
const namesOf = (address: string) =>
  ['only', 'before', 'after'].map((kind) => `${kind}-${address.replaceAll('.', '-')}${DOMAIN}`)

/** Resolves the names of the corpus; others as the system does. */
export const resolvePrivate: Resolve = (hostname, options, callback) => {
  const [, kind, digits] = /^(only|before|after)-([\d-]+)\.attacker\.example$/.exec(hostname) ?? []
  if (!kind) return lookup(hostname, options, callback)
  const own: LookupAddress = { address: digits!.replaceAll('-', '.'), family: 4 }
  const open: LookupAddress = { address: '1.1.1.1', family: 4 }
  callback(null, kind === 'only' ? [own] : kind === 'before' ? [own, open] : [open, own])
}

const PORTS = ['', ':0', ':1', ':22', ':25', ':80', ':443', ':6379', ':8080', ':65535', ':65536', ':-1', ':00080']

/** URLs that hide where they lead. */
const tricks = (host: string, port: number) => [
  `https://1.1.1.1@${host}:${port}/`,
  `https://example.com:443@${host}:${port}/`,
  `https://example.com%40x@${host}:${port}/`,
  `https://${host}:${port}\\@example.com/`,
  `https://${host}:${port}#@example.com/`,
  `https://${host}:${port}?@example.com/`,
  `https:${host}:${port}/`,
  `https:/${host}:${port}/`,
  `https:///${host}:${port}/`,
  `https:\\\\${host}:${port}/`,
  `HTTPS://${host}:${port}/`,
  ` https://${host}:${port}/ `,
  `ht\ttps://${host}:${port}/`,
  `https://${host.slice(0, 3)}\n${host.slice(3)}:${port}/`,
  `https://${host}:${port}/mcp/../../latest/meta-data/`,
  ...PORTS.map((odd) => `https://${host}${odd}/`),
]

export interface Corpus {
  /** Lead to a private address by their own letters, or nowhere. */
  readonly literal: readonly string[]
  /** Lead to one by the answer of a name server. */
  readonly named: readonly string[]
}

/** The corpus for a canary on this port of loopback. `scheme` is that of all but the tricks. */
export function corpus(port: number, scheme: 'http' | 'https'): Corpus {
  const at = (host: string) => `${scheme}://${host}:${port}/mcp`
  const addresses = privateV4()
  const hosts = [...addresses.flatMap(spellings), ...PRIVATE_V6.flatMap(spellingsV6)]
  const hidden = NOTORIOUS.flatMap((address) => tricks(address, port))
  return {
    literal: [...new Set([...hosts.map(at), ...hidden])],
    named: [...new Set([...LOCAL_NAMES, ...addresses.flatMap(namesOf)].map(at))],
  }
}
