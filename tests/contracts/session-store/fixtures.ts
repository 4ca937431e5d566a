import { randomUUID } from 'node:crypto'
import { vi } from 'vitest'
import type {
  CallRecord,
  HashedTool,
  NewSession,
  SessionRecord,
  SessionStore,
  StoredQuestion,
  StoreOptions,
} from '../../../server/sessions/store.ts'

/** Gives a test a store, which is closed after it. */
export type Open = (options?: StoreOptions) => Promise<SessionStore>

/** A new session of a user, complete but for what a test adds. */
export function newSession(userId: string, sessionId: string, more: Partial<NewSession> = {}): NewSession {
  return {
    sessionId,
    userId,
    serverId: 'notes',
    serverName: 'Notes',
    serverUrl: 'https://notes.example/mcp',
    transportType: 'auto',
    state: 'CONNECTING',
    active: true,
    createdAt: Date.now(),
    toolCount: 0,
    toolsHash: '',
    secrets: { headers: { Authorization: 'Bearer one' } },
    ...more,
  }
}

export const tool = (name: string, hash = `hash of ${name}`): HashedTool => ({
  definition: { name, description: `Does ${name}`, inputSchema: { type: 'object', required: [], properties: {} } },
  hash,
})

export const call = (callId: string, more: Partial<CallRecord> = {}): CallRecord => ({
  callId,
  sessionId: 's',
  method: 'tools/call',
  name: 'echo',
  replica: 'r1',
  state: 'running',
  ...more,
})

/** An open question of a call `c1`; `life` is milliseconds. */
export const asked = (inputId: string, life = 60_000): StoredQuestion => ({
  question: {
    inputId,
    sessionId: 's',
    serverName: 'Notes',
    callId: 'c1',
    name: 'echo',
    mode: 'form',
    message: 'Who “are” you?',
    requestedSchema: { type: 'object', properties: { list: { default: [] } } },
    expiresAt: Date.now() + life,
  },
  replica: 'r1',
  elicitationId: `e ${inputId}`,
})

export const times = <T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))

/** The data of the events read, or that there was a gap. */
export const dataOf = (slice: Awaited<ReturnType<SessionStore['read']>>): unknown =>
  'gap' in slice ? 'gap' : slice.events.map((event) => event.data)

export const eventually = (assertion: () => unknown): Promise<unknown> =>
  vi.waitFor(assertion, { timeout: 8_000, interval: 20 })

/** An id of a user that no other test has. */
export const user = (): string => `user ${randomUUID()}`

/** A store with one session of a user, whose id is given where that matters. */
export async function openWithSession(
  open: Open,
  more: Partial<NewSession> = {},
  id?: string,
): Promise<{ store: SessionStore; userId: string; sessionId: string; record: SessionRecord }> {
  const store = await open()
  const userId = user()
  const record = await store.create(newSession(userId, id ?? store.generateSessionId(), more))
  return { store, userId, sessionId: record.sessionId, record }
}

/** A store with a session `s` of a user that has a tool `echo`: what `call` calls. */
export async function openWithTool(open: Open): Promise<{ store: SessionStore; userId: string }> {
  const { store, userId } = await openWithSession(open, {}, 's')
  await store.putTools(userId, 's', [tool('echo')])
  return { store, userId }
}
