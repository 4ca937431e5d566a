import type { CallLog, ObservabilityEvent } from '../../shared/events.ts'

/** The levels of MCP's log messages (RFC 5424). */
export type LogLevel = CallLog['level']

/** What happens to a call, as a line of a log. */
export function logOf(event: ObservabilityEvent): [level: LogLevel, message: string, metadata: ObservabilityEvent] {
  const { name } = event
  switch (event.type) {
    case 'call_started':
      return ['debug', `${name} started`, event]
    case 'call_progress':
      return ['debug', `${name} got further`, event]
    case 'call_log':
      return [event.level, `${name} logs`, event]
    case 'call_finished':
      return [event.outcome === 'error' ? 'error' : 'info', `${name} ended: ${event.outcome}`, event]
  }
}
