import { type ErrorDetails, McpPlugError } from '../errors.ts'

/** Thrown by every session store: `store_unavailable`, `session_unreadable`, or `internal` for a misuse. */
export class StoreError extends McpPlugError {
  override name = 'StoreError'
  declare readonly code: 'store_unavailable' | 'session_unreadable' | 'internal'

  constructor(code: 'store_unavailable' | 'session_unreadable' | 'internal', details: ErrorDetails = {}) {
    super(code, details)
  }
}
