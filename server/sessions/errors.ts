import { type ErrorDetails, McpPlugError, toMcpPlugError } from '../errors.ts'

/** Thrown by every session store: `store_unavailable`, `session_unreadable`, or `internal` for a misuse. */
export class StoreError extends McpPlugError {
  override name = 'StoreError'
  declare readonly code: 'store_unavailable' | 'session_unreadable' | 'internal'

  constructor(code: 'store_unavailable' | 'session_unreadable' | 'internal', details: ErrorDetails = {}) {
    super(code, details)
  }
}

const FULL = 'full'

/** Takes no more writes, and is read from as before. */
export const storeFull = (cause: unknown): StoreError =>
  new StoreError('store_unavailable', {
    cause,
    data: { reason: FULL },
    message: 'The session store is full: nothing can be changed or run at the moment. Tell your administrator.',
  })

export const isStoreFull = (error: unknown): boolean => toMcpPlugError(error).data?.reason === FULL
