import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'

const hide = (event: Event) => ((event.currentTarget as HTMLElement).hidden = true)

/**
 * The operator's picture of a server, over its first letter: that is what stays where the picture does not load.
 * Pictures that MCP servers give of themselves are not fetched: they would tell a stranger who looks at this page.
 */
export function tileIcon(name: string, picture: string | undefined): TemplateResult {
  const [letter = '?'] = name.trim()
  return html`<span class="tile-icon" part="icon" aria-hidden="true">
    ${letter.toLocaleUpperCase()}
    ${picture ? html`<img src=${picture} alt="" loading="lazy" referrerpolicy="no-referrer" @error=${hide} />` : nothing}
  </span>`
}
