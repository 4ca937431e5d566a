import { z } from 'zod'
import { McpPlugError } from '../errors.ts'
import { forgetAttempts } from '../oauth/attempts.ts'
import { finishFlow } from '../oauth/finish.ts'
import { requireSignIn } from '../oauth/require.ts'
import { change } from '../sessions/transition.ts'
import { toConnection } from '../sessions/view.ts'
import { type Method, ownSession, params, sessionId, text } from './method.ts'

export const authorize: Method<'authorize'> = {
  params: params({ sessionId, scopes: z.array(text.max(256)).max(100).optional() }),
  async handle(context, { sessionId: id, scopes }) {
    const stored = await ownSession(context, id)
    // Whoever begins a sign-in by themselves begins to count anew.
    const record = stored.secrets.attempts
      ? await change(context.store, stored, ({ secrets }) => ({ secrets: forgetAttempts(secrets) }))
      : stored
    if (!record) throw new McpPlugError('session_not_found')
    const known = record.secrets.tokens?.scope?.split(' ') ?? []
    const scope = scopes && [...new Set([...known, ...scopes])].join(' ')
    const waiting = await requireSignIn(context, record, scope === undefined ? {} : { scope })
    const authUrl = waiting && toConnection(waiting).authUrl
    if (!authUrl)
      throw new McpPlugError('reauth_required', {
        message: 'This server offers no sign-in. It may want a token instead.',
      })
    return { authUrl }
  },
}

export const finishAuth: Method<'finishAuth'> = {
  params: params({ params: z.string().max(16_384) }),
  async handle(context, { params: query }) {
    const { sessionId: id } = await finishFlow(context, new URLSearchParams(query), {
      userId: context.userId,
      byCall: true,
    })
    const { state } = await ownSession(context, id)
    return { sessionId: id, state }
  },
}
