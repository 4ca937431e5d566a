import { z } from 'zod'
import type { CatalogueServer } from '../../shared/connection.ts'
import type { ConnectParams, ConnectResult } from '../../shared/rpc.ts'
import { catalogueOf } from '../catalogue.ts'
import type { CallerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import { createSession, disconnect, establish, reconnect } from '../mcp/lifecycle.ts'
import type { CatalogueEntry } from '../options.ts'
import { withLock } from '../sessions/lock.ts'
import type { SessionRecord } from '../sessions/store.ts'
import { toConnection } from '../sessions/view.ts'
import { digest } from '../sessions/ids.ts'
import { checkHeaders } from '../guards/headers.ts'
import { checkReturnTo, redirectUri } from '../oauth/addresses.ts'
import { checkServerAddress } from '../guards/server-address.ts'
import { type Method, ownSession, params, sessionId, text } from './method.ts'

const sessionParams = { sessionId }

const toPublic = ({ headers: _, ...entry }: CatalogueEntry): CatalogueServer => entry

export const getSessions: Method<'getSessions'> = {
  params: params({}),
  async handle({ store, userId }) {
    const [sessions, open] = await Promise.all([store.list(userId), store.getQuestions(userId)])
    const questions = open.map(({ question }) => question)
    return { sessions: sessions.map(toConnection), ...(questions.length > 0 && { questions }) }
  },
}

export const getServers: Method<'getServers'> = {
  params: params({}),
  handle: async (context) => ({ servers: (await catalogueOf(context, context.userId)).map(toPublic) }),
}

export const connect: Method<'connect'> = {
  params: params({
    serverUrl: text.optional(),
    serverName: text.max(200).optional(),
    serverId: text.max(200).optional(),
    transportType: z.enum(['auto', 'streamable-http', 'sse']).optional(),
    headers: z.record(z.string(), z.string()).optional(),
    account: text.max(200).optional(),
    callbackUrl: text.optional(),
    returnTo: text.optional(),
  }),
  async handle(context, wanted) {
    const { store, userId } = context
    const target = await resolveTarget(context, wanted)
    const account = wanted.account ?? ''
    // A double click must not make two sessions.
    const lockName = `connect:${digest(JSON.stringify([target.serverUrl, account]))}`
    const { record, isNew } = await withLock(store, userId, lockName, async () => {
      const sessions = await store.list(userId)
      const same = sessions.find(
        (session) => session.serverUrl === target.serverUrl && (session.account ?? '') === account,
      )
      if (same) return { record: same, isNew: false }
      if (sessions.length >= context.options.limits.sessionsPerUser) {
        throw new McpPlugError('rate_limited', {
          message: `You have ${sessions.length} connections, which is the limit. Disconnect one first.`,
        })
      }
      return {
        record: await createSession(context, { sessionId: store.generateSessionId(), userId, ...target }),
        isNew: true,
      }
    })
    try {
      // What the session has learned since the list was read, tokens above all, stays.
      const changes = (now: SessionRecord) => ({ ...target, secrets: { ...now.secrets, ...target.secrets } })
      const connected = isNew ? await establish(context, record) : await reconnect(context, record, changes)
      return toConnectResult(connected)
    } catch (error) {
      throw withSession(error, record)
    }
  },
}

/** What of a new session is decided by who asks for it. Errors: `invalid_server_url`, `blocked_address`, `invalid_header`. */
async function resolveTarget(context: CallerContext, wanted: ConnectParams) {
  const entries = await catalogueOf(context, context.userId)
  const entry = wanted.serverId === undefined ? undefined : entries.find(({ id }) => id === wanted.serverId)
  const address = wanted.serverUrl ?? entry?.url
  if (address === undefined) {
    throw new McpPlugError('invalid_params', {
      message:
        wanted.serverId === undefined
          ? 'connect needs a serverUrl, or the serverId of a catalogue entry.'
          : 'The catalogue has no server of that id.',
    })
  }
  const url = await checkServerAddress(context, address, context.userId)
  // The operator's own headers go to the operator's own address only.
  const own = entry && entry.url === address ? entry : undefined
  const headers = { ...own?.headers, ...checkHeaders(wanted.headers ?? {}) }
  return {
    serverId: wanted.serverId ?? url.host,
    serverName: wanted.serverName ?? own?.name ?? url.host,
    serverUrl: url.href,
    transportType: wanted.transportType ?? own?.transportType ?? ('auto' as const),
    ...(wanted.account !== undefined && { account: wanted.account }),
    secrets: Object.keys(headers).length > 0 ? { headers } : {},
    ...signInPlaces(context, wanted),
  }
}

/** Where a sign-in leads, if one is needed. Errors: `invalid_return_to`. */
function signInPlaces(context: CallerContext, { callbackUrl, returnTo }: ConnectParams) {
  const { baseUrl } = context
  if (baseUrl === undefined) return {}
  const checked = checkReturnTo(context, baseUrl, returnTo)
  return {
    baseUrl,
    callbackUrl: redirectUri(context, baseUrl, callbackUrl),
    ...(checked !== undefined && { returnTo: checked }),
  }
}

/** Needing a sign-in is an answer. */
function toConnectResult(record: SessionRecord): ConnectResult {
  const { sessionId: id, state, authUrl } = toConnection(record)
  return { sessionId: id, state, ...(authUrl !== undefined && { authUrl }) }
}

/** Tells the page which session the error is about: it stays, and can be tried again. */
function withSession(error: unknown, record: SessionRecord): unknown {
  if (!(error instanceof McpPlugError)) return error
  return new McpPlugError(error.code, {
    message: error.message,
    data: { ...error.data, sessionId: record.sessionId },
    cause: error.cause,
  })
}

export const disconnectSession: Method<'disconnect'> = {
  params: params({ ...sessionParams, revoke: z.boolean().optional() }),
  async handle(context, { sessionId: id, revoke }) {
    const { store, userId } = context
    const record = await ownSession(context, id).catch(async (error: unknown) => {
      // Nobody can use it any more, but its person can be rid of it.
      if (toMcpPlugError(error).code !== 'session_unreadable') throw error
      return (await store.list(userId)).find((one) => one.sessionId === id)
    })
    if (!record) throw new McpPlugError('session_not_found')
    await disconnect(context, record, revoke)
    return {}
  },
}

export const restoreSession: Method<'restoreSession'> = {
  params: params(sessionParams),
  async handle(context, { sessionId: id }) {
    const record = await reconnect(context, await ownSession(context, id))
    const { sessionId: _, ...result } = toConnectResult(record)
    return { ...result, toolCount: record.toolCount }
  },
}
