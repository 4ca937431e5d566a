/** Offers the whole corpus to the guarded fetch, beside a canary that listens on loopback. Runs on Node and on Bun. */
import { createServer, type AddressInfo } from 'node:net'
import { createAddressRules } from '../../server/net/address.ts'
import { createGuardedFetch, type GuardedFetch, type Resolve } from '../../server/net/guarded-fetch.ts'
import { corpus, resolvePrivate } from './corpus.ts'

/** A listener that counts connections, of http, of TLS or of anything else. */
export async function startCanary() {
  let reached = 0
  const server = createServer((socket) => {
    reached++
    socket.on('error', () => {}).resume()
    socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    reached: () => reached,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  }
}

export interface Offered {
  offered: number
  /** No URL at all: refused before the guard. */
  invalid: number
  blocked: number
  /** Names that this machine does not resolve. */
  unresolved: number
  /** What was neither, and must not be. */
  others: string[]
  /** Connections that the canary saw while the corpus was offered. */
  reached: number
  /** Connections that it saw afterwards, of a fetch that may reach it, by http and by https: a proof that it counts. */
  control: number
}

const AT_ONCE = 200

/** How one attempt ended, in a word. */
async function attempt(fetch: GuardedFetch, url: string): Promise<string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) })
    await response.body?.cancel()
    return `answered ${response.status}`
  } catch (error) {
    return error instanceof TypeError ? 'invalid' : String((error as { code?: unknown }).code)
  }
}

export async function offerAll(): Promise<Offered> {
  const canary = await startCanary()
  const result: Offered = { offered: 0, invalid: 0, blocked: 0, unresolved: 0, others: [], reached: 0, control: 0 }
  // Plain http needs leave for something; this name is not in the corpus.
  for (const [scheme, policy] of [
    ['https', false],
    ['https', ['intranet.example']],
    ['http', ['intranet.example']],
  ] as const) {
    const fetch = createGuardedFetch(createAddressRules(policy), resolvePrivate)
    const { literal, named } = corpus(canary.port, scheme)
    const urls = [...literal, ...named]
    for (let from = 0; from < urls.length; from += AT_ONCE) {
      const slice = urls.slice(from, from + AT_ONCE)
      const ends = await Promise.all(slice.map((url) => attempt(fetch, url)))
      for (const [index, end] of ends.entries()) {
        result.offered++
        if (end === 'invalid') result.invalid++
        else if (end === 'blocked_address') result.blocked++
        else if (end === 'upstream_unreachable' && from + index >= literal.length) result.unresolved++
        else result.others.push(`${slice[index]} ${end}`)
      }
    }
  }
  result.reached = canary.reached()
  const open = createGuardedFetch(createAddressRules(['127.0.0.1']))
  await attempt(open, `http://127.0.0.1:${canary.port}/`)
  await attempt(open, `https://127.0.0.1:${canary.port}/`)
  result.control = canary.reached() - result.reached
  await canary.close()
  return result
}

export interface Flipped {
  /** Questions to the name server. */
  asked: number
  ends: string[]
  /** Connections that the canary saw. */
  reached: number
}

/** Stands for a public address: it is allowed, and nothing listens there. */
export const NOWHERE = { address: '127.0.0.9', family: 4 }
/** Where the canary listens. It is not allowed. */
export const HERE = { address: '127.0.0.1', family: 4 }

/** Asks for a name that has an allowed address at one time and the canary's at the next, `rounds` times. */
export async function offerFlipping(rounds: number): Promise<Flipped> {
  const canary = await startCanary()
  let asked = 0
  const flip: Resolve = (_name, _options, callback) => callback(null, [asked++ % 2 === 0 ? NOWHERE : HERE])
  const fetch = createGuardedFetch(createAddressRules([NOWHERE.address]), flip)
  const ends = []
  for (let round = 0; round < rounds; round++) {
    const scheme = round % 4 < 2 ? 'http' : 'https'
    ends.push(await attempt(fetch, `${scheme}://flip.attacker.example:${canary.port}/`))
  }
  await canary.close()
  return { asked, ends, reached: canary.reached() }
}
