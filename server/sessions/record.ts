import { errorBody } from '../../shared/errors.ts'
import { StoreError } from './errors.ts'
import type { Sealer, SealContext } from './seal.ts'
import type { SessionChange, SessionRecord, SessionSecrets } from './store.ts'

/** A session record as a store keeps it: JSON in the clear, each secret sealed by itself. */
type Content = Omit<SessionRecord, 'expiresAt'>
type Kept = Omit<Content, 'secrets'> & { v: 1; writer: string; secrets: Record<string, string> }

/** How the JSON of a record of this generation begins: enough to compare and set without parsing it. */
export const generationPrefix = (generation: number): string => `{"v":1,"generation":${generation},`

/** How the JSON of a record of this generation and writer begins. */
export const writerPrefix = (generation: number, writer: string): string =>
  `${generationPrefix(generation)}"writer":${JSON.stringify(writer)},`

/** JSON of a record. `key` is where the store keeps it; `writer` is a nonce that tells this write from all others. */
export async function encodeSession(record: Content, key: string, writer: string, sealer: Sealer): Promise<string> {
  const { generation, secrets, ...rest } = record
  const sealed: Record<string, string> = {}
  for (const [name, value] of Object.entries(secrets)) {
    if (value !== undefined) sealed[name] = await sealer.seal(value, secretContext(record, key, name))
  }
  // Both prefixes above rest on this order.
  const kept: Kept = { v: 1, generation, writer, ...rest, secrets: sealed }
  return JSON.stringify(kept)
}

/**
 * The record, and whether all of its secrets are sealed with the newest key.
 * @throws StoreError `session_unreadable`
 */
export async function openSession(
  json: string,
  key: string,
  expiresAt: number,
  sealer: Sealer,
): Promise<{ record: SessionRecord; current: boolean }> {
  const kept = parse(json)
  const secrets: Record<string, unknown> = {}
  for (const [name, sealed] of Object.entries(kept.secrets)) {
    secrets[name] = await sealer.open(sealed, secretContext(kept, key, name))
  }
  const current = Object.values(kept.secrets).every((sealed) => sealer.isCurrent(sealed))
  return { record: toRecord(kept, secrets, expiresAt), current }
}

/** @throws StoreError `session_unreadable` */
export const decodeSession = async (
  json: string,
  key: string,
  expiresAt: number,
  sealer: Sealer,
): Promise<SessionRecord> => (await openSession(json, key, expiresAt, sealer)).record

/**
 * As {@link decodeSession}; a record that cannot be opened comes without its secrets, with the error in it, and one that
 * is no record at all as null: one of them must not hide the others.
 */
export async function decodeListedSession(
  json: string,
  key: string,
  expiresAt: number,
  sealer: Sealer,
): Promise<SessionRecord | null> {
  try {
    return await decodeSession(json, key, expiresAt, sealer)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    const kept = parseObject(json)
    return kept && { ...toRecord(kept as Kept, {}, expiresAt), error: errorBody('session_unreadable') }
  }
}

/** The record after a change; `undefined` takes an optional field away. */
export function applyChange(record: SessionRecord, change: SessionChange): SessionRecord {
  const next: Record<string, unknown> = { ...record }
  for (const [field, value] of Object.entries(change)) {
    if (value === undefined) delete next[field]
    else next[field] = value
  }
  // What a change may not touch, whatever an untyped caller puts into it.
  const { sessionId, userId, createdAt, generation, expiresAt } = record
  return { ...(next as unknown as SessionRecord), sessionId, userId, createdAt, expiresAt, generation: generation + 1 }
}

/** Bound to the server's address too: who rewrites it in the store must not have the secrets sent elsewhere. */
const secretContext = (
  record: Pick<Content, 'sessionId' | 'serverUrl' | 'generation'>,
  key: string,
  name: string,
): SealContext => ({
  scope: record.sessionId,
  key,
  field: `secrets.${name} ${record.serverUrl}`,
  generation: record.generation,
})

function parse(json: string): Kept {
  const kept = parseObject(json)
  if (kept?.v !== 1 || !kept.secrets) {
    throw new StoreError('session_unreadable', { cause: new Error('The record is broken, or of a later version.') })
  }
  return kept as Kept
}

function parseObject(json: string): Partial<Kept> | null {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'object' ? value : null
  } catch {
    return null
  }
}

function toRecord(
  { v: _v, writer: _writer, ...rest }: Kept,
  secrets: SessionSecrets,
  expiresAt: number,
): SessionRecord {
  return { ...rest, secrets, expiresAt }
}
