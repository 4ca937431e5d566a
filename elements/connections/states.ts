import type { Connection, ConnectionState } from '../../shared/connection.ts'
import type { IconName } from '../core/icons.ts'

interface StateLook {
  readonly term: `connectionsState${Capitalize<Lowercase<ConnectionState>> | 'Ended' | 'Scopes'}`
  readonly icon: IconName
  /** Colour only for what is not normal. */
  readonly tone: 'plain' | 'info' | 'warn' | 'bad'
}

const UNUSUAL: Readonly<Partial<Record<ConnectionState, readonly [IconName, StateLook['tone']]>>> = {
  DISCONNECTED: ['stop', 'plain'],
  AUTHENTICATING: ['lock', 'warn'],
  CONNECTED: ['check', 'plain'],
  FAILED: ['alert', 'bad'],
}

/** How a connection's state is drawn and called. */
export function lookOf({ state, toolsHash, scopes }: Connection): StateLook {
  const [icon, tone] = UNUSUAL[state] ?? ['spinner', 'info']
  const name = (state[0] + state.slice(1).toLowerCase()) as Capitalize<Lowercase<ConnectionState>>
  // A server that was connected before wants a sign-in because that has ended, or because it gave too little.
  const again = state === 'AUTHENTICATING' && toolsHash !== '' && (scopes ? 'Scopes' : 'Ended')
  return { term: `connectionsState${again || name}`, icon, tone }
}

const UNDER_WAY: readonly ConnectionState[] = ['CONNECTING', 'AUTHENTICATED', 'DISCOVERING']

/** Whether the connection is on its way for the first time, so that ending it loses nothing. */
export const isNew = ({ state, toolsHash }: Connection): boolean => UNDER_WAY.includes(state) && toolsHash === ''

/** How one connection moved between two states of the store. */
export interface Move {
  /** As it is now; for `gone`, as it was. */
  readonly connection: Connection
  readonly to: ConnectionState | 'gone'
  /** Whether it was not there before. */
  readonly isNew: boolean
}

/** What happened between two lists of connections: new ones, those in another state, and those that are gone. */
export function movesBetween(before: readonly Connection[], after: readonly Connection[]): Move[] {
  const old = new Map(before.map((connection) => [connection.sessionId, connection]))
  const moves: Move[] = []
  for (const connection of after) {
    const before = old.get(connection.sessionId)
    if (before?.state !== connection.state) moves.push({ connection, to: connection.state, isNew: !before })
    old.delete(connection.sessionId)
  }
  for (const connection of old.values()) moves.push({ connection, to: 'gone', isNew: false })
  return moves
}
