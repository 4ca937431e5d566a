/** Starts the MCP servers of the demo and lists them as people see them. */
import type { CatalogueServer } from '../../shared/connection.ts'
import { start as startEverything } from './servers/everything.ts'
import type { DemoServer } from './servers/host.ts'
import { start as startVault } from './servers/vault.ts'
import { start as startObservatory } from './servers/observatory.ts'
import { start as startWorkshop } from './servers/workshop.ts'

interface Entry {
  readonly id: string
  readonly name: string
  readonly description: string
  start(options: { port: number; site: DemoSite }): Promise<DemoServer>
}

/** What an authorization server must know of the site whose people sign in. */
export interface DemoSite {
  /** Where it may send people back to. */
  readonly redirectUris: readonly string[]
  /** Takes down the client that was registered for the site. */
  registered(issuer: string, clientId: string): void
}

const CLIENT_ID = 'northwind-desk'

/** Two ports: the MCP server's, and the next one for its login page. */
async function startVaultFor({ port, site }: { port: number; site: DemoSite }): Promise<DemoServer> {
  // Registered by hand: the vault forgets everything when it ends, and stored connections would name a client unknown to it.
  const client = {
    client_id: CLIENT_ID,
    client_name: 'Northwind Desk',
    redirect_uris: site.redirectUris,
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  }
  const vault = await startVault({ port, issuerPort: port === 0 ? 0 : port + 1, clients: [client] })
  site.registered(vault.issuer, CLIENT_ID)
  return vault
}

const ENTRIES: readonly Entry[] = [
  {
    id: 'workshop',
    name: 'Pottery workshop',
    description: 'Reports with progress, charts, tones, notes',
    start: startWorkshop,
  },
  {
    id: 'observatory',
    name: 'Hilltop observatory',
    description: 'Satellites, 200 stars, pictures of the sky',
    start: startObservatory,
  },
  {
    id: 'everything',
    name: 'Everything',
    description: 'The reference server of the MCP project',
    start: startEverything,
  },
  {
    id: 'vault',
    name: 'Museum vault',
    description: 'Behind a login page: sign in first',
    start: startVaultFor,
  },
]

export interface Catalogue {
  readonly servers: readonly CatalogueServer[]
  close(): Promise<void>
}

/**
 * Each server on a port of its own, counted up from `firstPort`, so that stored connections find them again after a
 * restart; on any free port, with a note, where that one is taken. `firstPort` 0 takes free ports without a note.
 */
export async function startCatalogue(firstPort: number, site: DemoSite): Promise<Catalogue> {
  const running: DemoServer[] = []
  const close = async (): Promise<void> => {
    await Promise.all(running.map((server) => server.close()))
  }
  try {
    const servers = await Promise.all(
      ENTRIES.map(async ({ start, ...entry }, index) => {
        const port = firstPort === 0 ? 0 : firstPort + index
        const server = await start({ port, site }).catch(async (error: unknown) => {
          if (port === 0) throw error
          console.warn(
            `Port ${port} is taken: ${entry.name} uses another. Connections to it will not survive a restart.`,
          )
          return start({ port: 0, site })
        })
        running.push(server)
        return { ...entry, url: server.url }
      }),
    )
    return { servers, close }
  } catch (error) {
    await close()
    throw error
  }
}
