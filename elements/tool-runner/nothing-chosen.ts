import { html } from 'lit'
import type { TemplateResult } from 'lit'
import { icon } from '../core/icons.ts'
import type { Localize } from '../core/localize.ts'
import type { McpStore } from '../core/store.ts'
import type { Selection, ToolFilter } from './selection.ts'
import { connectionTitle } from './tools.ts'

/** Why there is no tool to show, and what to do about it. */
export function nothingChosen(
  localize: Localize,
  store: McpStore | undefined,
  selection: Selection,
  { server, sessionId, tool }: ToolFilter,
): TemplateResult {
  const note = (...texts: readonly string[]) => html`<p>${texts.join(' ')}</p>`
  const wait = (text: string) => html`<p class="muted">${icon('spinner')} ${text}</p>`
  if (!store) return note(localize.term('noEndpoint'), localize.term('noEndpointNext'))
  const { status, ready } = store.state
  if (status === 'unauthenticated') return note(localize.term('unauthenticated'), localize.term('unauthenticatedNext'))
  if (!ready && status === 'offline') return note(localize.term('offline'), localize.term('offlineNext'))
  if (!ready) return wait(localize.term('loading'))
  if (selection.groups.length === 0) {
    const text = localize.term(server || sessionId ? 'runnerServerNotConnected' : 'runnerConnectFirst')
    return html`<slot name="empty">${note(text)}</slot>`
  }
  if (!selection.fixed) return note(localize.term('runnerChooseNext'))
  const loading = selection.groups.find(({ tools, error }) => !tools && !error)
  return loading
    ? wait(localize.term('runnerLoading', connectionTitle(loading.connection)))
    : note(localize.term('runnerToolMissing', tool))
}
