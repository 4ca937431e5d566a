import { McpPlugError } from '../errors.ts'
import type { Host, ResolvedOptions } from '../options.ts'

/** Longest user id: it is hashed into keys and sealed into records. */
const LONGEST = 1_024

/**
 * Says who sends a request, by the app's own word only.
 * Errors: `unauthenticated`; what the app's function throws counts as nobody signed in, and is logged.
 */
export async function identify(options: ResolvedOptions, request: Request, host: Host): Promise<string> {
  const userId = await ask(options, request, host).catch((error: unknown) => {
    options.logger.error(
      { error: error instanceof Error ? error.name : typeof error, at: placeOf(error) },
      '`authenticate` threw; the request was refused',
    )
    return null
  })
  if (typeof userId !== 'string' || userId === '' || userId.length > LONGEST) throw new McpPlugError('unauthenticated')
  return userId
}

/** Where an error was thrown: the first line of its stack after the message, which may hold a secret. */
function placeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  const frames = error.stack?.replace(error.message, '') ?? ''
  return /^\s+at (.+:\d+:\d+\)?)$/m.exec(frames)?.[1]
}

async function ask(options: ResolvedOptions, request: Request, host: Host): Promise<unknown> {
  if (options.authenticate) {
    const identity = await options.authenticate(request, host)
    return typeof identity === 'object' && identity !== null ? identity.userId : identity
  }
  const { userId, onAuth } = options
  return onAuth && userId !== undefined && !(await onAuth(userId, request)) ? null : userId
}
