import type { DiagnoseStep } from '../../shared/rpc.ts'
import type { CallerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import { checkServerAddress } from '../guards/server-address.ts'
import { open, type Target } from '../mcp/open.ts'
import { Operation } from '../mcp/operation.ts'
import { collectTools } from '../mcp/tools.ts'
import type { GuardedFetch } from '../net/guarded-fetch.ts'
import { bearerFetch } from '../oauth/bearer-fetch.ts'
import { type Challenge, ChallengeError, challengeOf } from '../oauth/challenge.ts'
import { checkSignInOffer } from '../oauth/offer.ts'
import { type Method, ownSession, params, sessionId, text } from './method.ts'

type Step = DiagnoseStep['step']

/** Which step of connecting fails, and why. The state of a session stays as it is; tokens that are due are renewed. */
export const diagnose: Method<'diagnose'> = {
  params: params({ sessionId: sessionId.optional(), serverUrl: text.optional() }),
  async handle(context, { sessionId: id, serverUrl }) {
    if ((id === undefined) === (serverUrl === undefined)) {
      throw new McpPlugError('invalid_params', { message: 'diagnose takes a sessionId or a serverUrl.' })
    }
    const record = id === undefined ? undefined : await ownSession(context, id)
    const target = record
      ? { serverUrl: record.serverUrl, transportType: record.transportType, headers: record.secrets.headers }
      : { serverUrl: serverUrl!, transportType: 'auto' as const }
    const fetch = record?.secrets.tokens ? bearerFetch(context, record) : context.fetch
    return { steps: await trySteps(context, target, fetch) }
  },
}

async function trySteps(context: CallerContext, target: Target, fetch: GuardedFetch): Promise<DiagnoseStep[]> {
  const { limits } = context.options
  const steps: DiagnoseStep[] = []
  const operation = new Operation({ idle: limits.connectTimeout })
  const attempt = async (step: Step, work: () => unknown) => {
    try {
      await operation.run(async () => work())
      steps.push({ step, ok: true })
      return true
    } catch (error) {
      steps.push(failedStep(step, toMcpPlugError(error)))
      return false
    }
  }
  const tools = collectTools(limits.toolsPerServer)
  let refused: Challenge | undefined
  let opened: Awaited<ReturnType<typeof open>> | undefined
  try {
    const addressed = await attempt('address', () => checkServerAddress(context, target.serverUrl, context.userId))
    if (!addressed) return steps
    const reached = await attempt('network', async () => {
      const response = await context.fetch(target.serverUrl, { method: 'HEAD', signal: operation.signal })
      await response.body?.cancel()
    })
    if (!reached) return steps
    const watched = watchRefusals(fetch, (challenge) => (refused = challenge))
    const shook = await attempt('handshake', async () => {
      opened = await open(target, operation, { fetch: watched, limits, onResult: tools.onResult })
    })
    if (shook && opened) await attempt('tools', () => tools.list({ ...opened!, operation }))
    const challenge = refused
    if (!shook && challenge) await attempt('sign-in', () => checkSignInOffer(context, target.serverUrl, challenge))
    return steps
  } finally {
    operation.end()
    const { terminate, close } = opened ?? {}
    void terminate?.()
      .catch(() => {})
      .then(close)
  }
}

/** Hears where the server wants a sign-in. */
const watchRefusals =
  (fetch: GuardedFetch, heard: (challenge: Challenge) => void): GuardedFetch =>
  async (url, init) => {
    try {
      const response = await fetch(url, init)
      const refusal = challengeOf(response)
      if (refusal) heard(refusal.challenge)
      return response
    } catch (error) {
      if (error instanceof ChallengeError) heard(error.challenge)
      throw error
    }
  }

function failedStep(step: Step, error: McpPlugError): DiagnoseStep {
  const { code, message, data } = error
  const reason = code === 'upstream_timeout' ? 'timeout' : reasonOf(error.cause)
  return {
    step,
    ok: false,
    code,
    message,
    ...(reason && { reason }),
    ...(typeof data?.httpStatus === 'number' && { httpStatus: data.httpStatus }),
  }
}

const REASONS: readonly (readonly [NonNullable<DiagnoseStep['reason']>, RegExp])[] = [
  ['dns', /^(ENOTFOUND|EAI_)/],
  ['refused', /^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH)$/],
  ['timeout', /^ETIMEDOUT$/],
  ['tls', /^(EPROTO|ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)/],
]

/** What the system says, as one of four words. */
function reasonOf(cause: unknown): DiagnoseStep['reason'] {
  const code = String((cause as { code?: unknown } | undefined)?.code ?? '')
  return REASONS.find(([, codes]) => codes.test(code))?.[0]
}
