import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import type { Localize } from '../../core/localize.ts'
import { connectionTitle, effectOf, EFFECTS, isOpenWorld, toolTitle } from '../tools.ts'
import type { Choice } from '../tools.ts'

/** Characters of a description that are shown at first; some are 34 KB long. */
const SHOWN = 180

/** A heading's level, one below the runner's: the page's own, where it has put one in. */
export function titleLevel(runner: Element): number {
  const own = runner.querySelector(':scope > [slot=heading]')
  return Number(/^H([1-5])$/.exec(own?.tagName ?? 'H2')?.[1] ?? 2) + 1
}

/** What a tool is and does, in its server's words. `level` is that of its title among the headings; `share` goes beside it. */
export function toolFacts(
  localize: Localize,
  choice: Choice,
  level: number,
  expanded: boolean,
  toggle: () => void,
  share: unknown,
): TemplateResult {
  const { connection, tool } = choice
  const facts = [tool.name, localize.term(EFFECTS[effectOf(tool)])]
  if (isOpenWorld(tool)) facts.push(localize.term('runnerOpenWorld'))
  return html`<div class="tool-head">
      <div
        class="tool-title"
        part="tool-title"
        id="tool-title"
        role="heading"
        aria-level=${level}
        tabindex="-1"
        dir="auto"
      >
        ${toolTitle(tool)}
      </div>
      ${share}
    </div>
    <p class="muted facts">
      <b dir="auto">${connectionTitle(connection)}</b>${facts.map((fact) => html` · <bdi>${fact}</bdi>`)}
    </p>
    ${tool.description ? description(localize, tool.description, expanded, toggle) : nothing}`
}

function description(localize: Localize, text: string, expanded: boolean, toggle: () => void): TemplateResult {
  const whole = text.trim()
  const start = whole.split('\n', 1)[0]!.slice(0, SHOWN).trimEnd()
  const clamped = !expanded && start.length < whole.length
  const shown = html`<span>${clamped ? start.replace(/[.,;:]?$/, '…') : whole}</span>`
  const more = html`<button type="button" class="link" aria-expanded=${expanded} @click=${toggle}>
    ${localize.term(expanded ? 'runnerLess' : 'runnerMore')}
  </button>`
  return html`<p class="description" part="tool-description" dir="auto">
    ${shown} ${start.length < whole.length ? more : nothing}
  </p>`
}
