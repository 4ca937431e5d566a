/**
 * The demo: a host app with both elements, mcp-plug's handler, and MCP servers, all on 127.0.0.1.
 * `PORT` (default 3000) is the page's; with `REDIS_URL` connections live in Redis and survive a restart.
 */
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSessionStore, createSSEHandler, toNodeHandler } from '../../server/index.ts'
import { createApp } from './app.ts'
import { startCatalogue } from './catalogue.ts'
import type { Catalogue } from './catalogue.ts'
import { readKeys } from './keys.ts'
import { smoke } from './smoke.ts'

const CLOSE_TIMEOUT = 5_000
/** Ports after the page's own that the servers take. */
const PORTS = 5

function readPort(): number {
  const port = Number(process.env['PORT'] || 3000)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535 - PORTS) return port
  throw new Error(`PORT must be a number from 0 to ${65_535 - PORTS}, not “${process.env['PORT']}”.`)
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE'
      reject(taken ? new Error(`Port ${port} is taken. Choose another: PORT=${port + 10} npm run demo`) : error)
    })
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port))
  })
}

async function main(): Promise<void> {
  const smokeOnly = process.argv.includes('--smoke')
  const redis = Boolean(process.env['REDIS_URL'] || process.env['REDIS_HOST'])
  const wanted = smokeOnly ? 0 : readPort()

  let catalogue: Catalogue | undefined
  const store = createSessionStore(redis ? { keys: readKeys(new URL('../../.mcp-plug-keys', import.meta.url)) } : {})
  const registrations: Record<string, { client_id: string }> = {}
  const handler = createSSEHandler({
    // One user for everybody: right for a demo on one person's machine, and for nothing else.
    authenticate: () => 'demo',
    servers: () => catalogue?.servers ?? [],
    allowPrivateNetwork: ['127.0.0.1'],
    oauth: { clientName: 'Northwind Desk', registrations },
    store,
  })
  const app = createApp(toNodeHandler(handler))

  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= (async () => {
      setTimeout(() => process.exit(process.exitCode ?? 0), CLOSE_TIMEOUT).unref()
      app.close()
      app.closeAllConnections()
      await Promise.all([catalogue?.close(), store.close()])
    })()
    return closing
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      void close().finally(() => process.exit(0))
    })
  }

  try {
    // First the page's own port, so that a taken one is told before anything else starts.
    const port = await listen(app, wanted)
    catalogue = await startCatalogue(redis && !smokeOnly ? port + 1 : 0, {
      redirectUris: ['127.0.0.1', 'localhost'].map((host) => `http://${host}:${port}/api/mcp/oauth/callback`),
      registered: (issuer, clientId) => void (registrations[issuer] = { client_id: clientId }),
    })
    if (smokeOnly) {
      process.exitCode = (await smoke(`http://127.0.0.1:${port}/api/mcp`, catalogue.servers)) ? 0 : 1
      await close()
      return
    }
    console.log(`mcp-plug demo: http://127.0.0.1:${port}/`)
  } catch (error) {
    await close()
    throw error
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
