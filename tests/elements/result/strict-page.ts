/** Shows a result of every kind in a page of its own; the frame's owner looks at it. */
import { html, render } from 'lit'
import type { CallToolResult } from '../../../shared/mcp.ts'
import { named, textOf } from '../support.ts'
import { resultOf } from './host.ts'
import type { ResultHost } from './host.ts'

/** A person in that page: what is looked at belongs to its own realm. */
export interface StrictPerson {
  show(result: CallToolResult): Promise<ResultHost>
  readonly named: typeof named
  readonly textOf: typeof textOf
}

async function show(result: CallToolResult): Promise<ResultHost> {
  render(
    html`<test-result
      .outcome=${resultOf(result)}
      .context=${{ outputSchema: { type: 'array' }, readResource: async () => ({ contents: [{ uri: 'a:b', text: 'read' }] }) }}
    ></test-result>`,
    document.body,
  )
  const host = document.querySelector<ResultHost>('test-result')!
  await host.updateComplete
  return host
}

Object.assign(globalThis, { person: { show, named, textOf } satisfies StrictPerson })
