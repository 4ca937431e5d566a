import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { ToolInfo } from '../../../shared/mcp.ts'
import { icon } from '../../core/icons.ts'
import type { Localize } from '../../core/localize.ts'
import { effectOf, EFFECTS, isOpenWorld } from '../tools.ts'

/** What a tool does by its own hints, and what is special about it now. There is room for one chip to be seen. */
export function optionBadges(localize: Localize, tool: ToolInfo, running: boolean): TemplateResult {
  const effect = effectOf(tool)
  const state = running
    ? html`<span class="chip info">${icon('spinner')} ${localize.term('runnerIsRunning')}</span>`
    : tool.policy === 'block'
      ? html`<span class="chip">${icon('lock')} ${localize.term('runnerIsBlocked')}</span>`
      : tool.changes?.length
        ? html`<span class="chip warn">${localize.term('runnerIsChanged')}</span>`
        : nothing
  const look =
    state !== nothing ? 'visually-hidden' : effect === 'reads' ? 'muted' : effect === 'destroys' ? 'chip warn' : 'chip'
  return html`${state}
  ${effect === 'unknown' ? nothing : html`<span class=${look}>${localize.term(EFFECTS[effect])}</span>`}
  ${
    isOpenWorld(tool)
      ? html`<span class="open-world"
          >${icon('external')}<span class="visually-hidden">${localize.term('runnerOpenWorld')}</span></span
        >`
      : nothing
  }`
}
