import { createServer, type AddressInfo } from 'node:net'
import type { GuardedFetch } from './guarded-fetch.ts'

/** How long one attempt may take, in milliseconds; a refusal takes none. */
const ATTEMPT_MS = 2_000

/**
 * Whether this fetch reaches a listener that is started here, on loopback: as an address, as a name, and as IPv6. One
 * that should keep out of private networks must not. Where nothing may listen on loopback, nothing is reached.
 */
export async function reachesLoopback(fetch: GuardedFetch): Promise<boolean> {
  let reached = false
  const canary = createServer((socket) => {
    reached = true
    socket.destroy()
  })
  const listening = await new Promise<boolean>((resolve) => {
    canary.once('error', () => resolve(false))
    canary.listen(0, '127.0.0.1', () => resolve(true))
  })
  if (!listening) return false
  const { port } = canary.address() as AddressInfo
  const attempts = ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]'].map(async (host) => {
    const response = await fetch(`https://${host}:${port}/`, { signal: AbortSignal.timeout(ATTEMPT_MS) })
    await response.body?.cancel()
  })
  await Promise.allSettled(attempts)
  await new Promise((resolve) => canary.close(resolve))
  return reached
}
