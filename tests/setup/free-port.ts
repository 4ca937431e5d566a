import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

/** The port of 127.0.0.1 where it is free, else null; for 0 one that is. */
export async function probePort(wanted: number): Promise<number | null> {
  const server = createServer().listen(wanted, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return null
  }
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export async function freePort(): Promise<number> {
  const port = await probePort(0)
  if (port === null) throw new Error('No port is free.')
  return port
}
