import { lazyContext, type ServerContext } from './context.ts'
import { McpPlugError } from './errors.ts'
import { endOnServer, removeSession } from './mcp/lifecycle.ts'
import { type HandlerOptions, resolveOptions } from './options.ts'

/** Settings of {@link deleteUser}: those of your handler, meaning the same here. */
export type DeleteUserOptions = Pick<
  HandlerOptions,
  'store' | 'keys' | 'allowServer' | 'allowPrivateNetwork' | 'limits' | 'logger' | 'sessionTtl' | 'oauth'
>

export interface DeletedUser {
  /** Connections that there were. */
  readonly sessions: number
  /**
   * Those whose server or authorization server did not take our word that they have ended: it could not be reached, or
   * refused. Their tokens are gone from here, and end there by themselves.
   */
  readonly unended: number
}

/** How often it is looked for what was connected meanwhile. */
const ROUNDS = 5

/**
 * Erases all that is kept of one person, for when an account is closed: ends their connections, takes their tokens back
 * where the authorization server offers that (RFC 7009), closes what is open, and removes every key of theirs from the
 * store. Their open pages see their connections go. End their login first: who is signed in can connect anew.
 *
 * Calls that run are cut off from what they would need to go on; what they leave behind is sealed, and ends within a
 * minute. A sign-in that was begun cannot be finished.
 *
 * Errors: `McpPlugError` `store_unavailable`: call it again, nothing is done twice. A `TypeError` for what is no user id.
 */
export async function deleteUser(userId: string, options: DeleteUserOptions = {}): Promise<DeletedUser> {
  if (typeof userId !== 'string' || userId === '')
    throw new TypeError('deleteUser takes the id of a user: a string that is not empty.')
  const context = lazyContext(resolveOptions({ ...options, userId }))()
  if (!(await context.isGuarded())) throw new McpPlugError('blocked_address')
  const ends: Promise<boolean>[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const found = await endSessions(context, userId)
    if (found.length === 0) break
    ends.push(...found)
  }
  await context.store.erase(userId)
  const ended = await Promise.all(ends)
  return { sessions: ended.length, unended: ended.filter((one) => !one).length }
}

/** Removes the sessions that there are now. Each is ended on its server in its own time. */
async function endSessions(context: ServerContext, userId: string): Promise<Promise<boolean>[]> {
  const sessions = await context.store.list(userId)
  const removed = await Promise.all(
    sessions.map(async (record) => ((await removeSession(context, record)) ? record : undefined)),
  )
  return removed.filter((record) => record !== undefined).map((record) => endOnServer(context, record))
}
