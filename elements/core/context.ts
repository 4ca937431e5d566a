import { createContext } from '@lit/context'
import type { SSEClient } from './sse-client.ts'

/** What `<mcp-provider>` gives to the elements inside it. */
export interface Provided {
  readonly client: SSEClient | undefined
}

export const providerContext = createContext<Provided>(Symbol.for('mcp-plug-provider'))
