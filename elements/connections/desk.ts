import type { nothing, TemplateResult } from 'lit'
import type { CatalogueServer, Connection } from '../../shared/connection.ts'
import type { McpError } from '../core/error.ts'
import { Lazy } from '../core/lazy.ts'
import type { Localize } from '../core/localize.ts'
import type { McpStore } from '../core/store.ts'
import type { McpConnections } from './connections.ts'

/** What the parts of the element work with: its store and words, and what they may have it do. */
export interface Desk {
  readonly element: McpConnections
  readonly localize: Localize
  store(): McpStore | undefined
  /** Where the focus goes when what has it goes away. */
  arrived(sessionId: string): void
  /** Has the text read out. */
  announce(text: string): void
  /** Tells the page of a failure that is shown already. */
  report(error: McpError): void
  /** Makes a request whose failure belongs to a row. Resolves with whether it succeeded. */
  inRow(sessionId: string, request: (store: McpStore) => Promise<unknown>): Promise<boolean>
  /** The person follows a sign-in link; the page may refuse it. */
  signIn(event: MouseEvent, connection: Connection): void
  /** Asks for a token in the form. */
  giveToken(connection: Connection): void
  /** The catalogue without what is connected. */
  offers(): readonly CatalogueServer[]
  entry(serverId: string | undefined): CatalogueServer | undefined
  /** The picture of a connection's server or of a catalogue's entry, over its letter. */
  picture(connection: Connection | undefined, entry: CatalogueServer | undefined): TemplateResult | typeof nothing
}

/** What adds a connection: catalogue and form. */
export const panelPart = new Lazy(() => import('./panel.ts'))
/** What a row has beside itself: its menu, and what that leads to. */
export const extrasPart = new Lazy(() => import('./extras.ts'))
export const picturePart = new Lazy(() => import('./picture.ts'))
