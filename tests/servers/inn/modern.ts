/** The inn in the modern era (2026-07-28), on the SDK's version 2. It keeps no sessions. */
import { toNodeHandler } from '@modelcontextprotocol/node'
import type { NodeIncomingMessageLike } from '@modelcontextprotocol/node'
import { createMcpHandler } from '@modelcontextprotocol/server'
import { sendJson, serve, Traffic } from '../../../examples/demo/servers/host.ts'
import { House } from './house.ts'
import { innOf } from './inn.ts'
import type { Inn, InnOptions } from './inn.ts'
import { createModernServer } from './modern-server.ts'
import { OpenStreams } from './streams.ts'

export interface ModernInnOptions extends InnOptions {
  /** How requests of the legacy era are answered: not at all, or each by itself without a session. Default 'reject'. */
  readonly legacy?: 'reject' | 'stateless'
}

interface Message {
  readonly id?: unknown
  readonly method?: unknown
}

export async function startModernInn(options: ModernInnOptions = {}): Promise<Inn> {
  const streams = new OpenStreams()
  const traffic = new Traffic()
  const house = new House('modern', options, traffic)
  const handler = createMcpHandler(() => createModernServer(house), { legacy: options.legacy ?? 'reject' })
  const listener = toNodeHandler(handler)

  const host = await serve(options, traffic, async (request, response, body) => {
    const { id, method } = (body ?? {}) as Message
    const isListening = method === 'subscriptions/listen'
    if (isListening && options.listenable === false) {
      const error = { code: -32601, message: 'Method not found' }
      return sendJson(response, 404, { jsonrpc: '2.0', id, error })
    }
    streams.add(isListening ? 'listeners' : 'calls', response)
    await listener(request as NodeIncomingMessageLike, response, body)
  })
  const inn = innOf(host, house, traffic, streams, {
    async listChanged(kind) {
      if (kind === 'tools') handler.notify.toolsChanged()
      else if (kind === 'prompts') handler.notify.promptsChanged()
      else handler.notify.resourcesChanged()
    },
    async resourceUpdated(uri) {
      handler.notify.resourceUpdated(uri)
    },
    // This era has no notification for it.
    async paymentsComplete() {},
    async forgetSessions() {},
  })
  return {
    ...inn,
    async close() {
      await handler.close()
      await inn.close()
    },
  }
}
