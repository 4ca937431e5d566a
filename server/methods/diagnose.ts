import type { DiagnoseStep } from '../../shared/rpc.ts'
import type { CallerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import { checkServerAddress } from '../guards/server-address.ts'
import { open } from '../mcp/open.ts'
import { Operation } from '../mcp/operation.ts'
import { collectTools } from '../mcp/tools.ts'
import { type Method, ownSession, params, sessionId, text } from './method.ts'

type Step = DiagnoseStep['step']

/** Which step of connecting fails, and why. Nothing is stored and no state changes. */
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
    return { steps: await trySteps(context, target) }
  },
}

async function trySteps(context: CallerContext, target: Parameters<typeof open>[0]): Promise<DiagnoseStep[]> {
  const { limits } = context.options
  const steps: DiagnoseStep[] = []
  const operation = new Operation({ idle: limits.connectTimeout })
  const attempt = async (step: Step, work: () => unknown) => {
    try {
      await operation.run(async () => work())
      steps.push({ step, ok: true })
      return true
    } catch (error) {
      const { code, message } = toMcpPlugError(error)
      steps.push({ step, ok: false, code, message })
      return false
    }
  }
  const tools = collectTools(limits.toolsPerServer)
  let opened: Awaited<ReturnType<typeof open>> | undefined
  try {
    const addressed = await attempt('address', () => checkServerAddress(context, target.serverUrl, context.userId))
    if (!addressed) return steps
    const reached = await attempt('network', async () => {
      const response = await context.fetch(target.serverUrl, { method: 'HEAD', signal: operation.signal })
      await response.body?.cancel()
    })
    if (!reached) return steps
    const shook = await attempt('handshake', async () => {
      opened = await open(target, operation, {
        fetch: context.fetch,
        limits,
        onResult: tools.onResult,
      })
    })
    if (shook && opened) await attempt('tools', () => tools.list({ ...opened!, operation }))
    return steps
  } finally {
    operation.end()
    const { terminate, close } = opened ?? {}
    void terminate?.()
      .catch(() => {})
      .then(close)
  }
}
