import { McpAppContextEvent, McpAppLogEvent, McpAppMessageEvent, McpCallRequestEvent } from '../core/events.ts'
import type { Localize } from '../core/localize.ts'
import type { McpStore } from '../core/store.ts'
import type { JsonObject } from '../schema-form/core/json.ts'
import type { Asking } from './asking.ts'
import type { Duties } from './bridge.ts'
import type { DisplayMode } from './context.ts'
import { pageDuties } from './page-duties.ts'
import type { RunHost } from './run.ts'
import { serverDuties } from './server-duties.ts'

/** What of MCP's content blocks a page can be told. */
const BLOCKS = { text: {}, image: {}, audio: {}, resource: {}, resourceLink: {} }

/** What the element gives to one life of an app. */
interface Frame extends Pick<RunHost, 'sandboxUrl' | 'read' | 'context' | 'leave' | 'used' | 'failed'> {
  readonly element: HTMLElement & { requestUpdate(): void }
  readonly localize: Localize
  readonly asking: Asking
  readonly store: McpStore
  /** Empty for an app without a server. */
  readonly sessionId: string
  serverName(): string
  /** The app wants to be shown so; gives how it is shown. */
  display(mode: unknown): DisplayMode
}

export function runHost(frame: Frame): RunHost {
  const { element, localize, asking, store, sessionId } = frame
  const source = sessionId ? { client: store.client, sessionId } : undefined
  const { sandboxUrl, read, context, leave, used, failed } = frame

  function message(content: McpAppMessageEvent['content']): boolean {
    const event = new McpAppMessageEvent(content)
    element.dispatchEvent(event)
    return event.taken
  }

  function log({ level, logger, data }: JsonObject): void {
    if (typeof level !== 'string') return
    element.dispatchEvent(new McpAppLogEvent({ level, data, ...(typeof logger === 'string' && { logger }) }))
  }

  const duties = (signal: AbortSignal): Duties => ({
    requests: {
      ...(source &&
        serverDuties({
          store,
          sessionId,
          signal,
          ask: (tool, args) => asking.ask(({ callQuestion }) => callQuestion(localize, tool, args, frame.serverName())),
          mayCall: (call) => element.dispatchEvent(new McpCallRequestEvent(call)),
        })),
      ...pageDuties({
        localize,
        source,
        ask: (make) => asking.ask(make),
        message,
        context: (content, structured) => void element.dispatchEvent(new McpAppContextEvent(content, structured)),
      }),
      'ui/request-display-mode': ({ mode }) => ({ mode: frame.display(mode) }),
    },
    notices: { 'notifications/message': log },
  })

  return {
    sandboxUrl,
    read,
    context,
    leave,
    used,
    failed,
    duties,
    changed: () => element.requestUpdate(),
    async allow(features) {
      const answer = await asking.ask(({ featuresQuestion }) =>
        featuresQuestion(localize, features, frame.serverName()),
      )
      return answer === 'yes' ? features : []
    },
    capabilities: () => ({
      ...(source && { serverTools: {}, serverResources: {} }),
      openLinks: {},
      downloadFile: {},
      logging: {},
      message: BLOCKS,
      updateModelContext: { ...BLOCKS, structuredContent: {} },
    }),
  }
}
