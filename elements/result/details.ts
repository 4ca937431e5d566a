import { css, html, nothing } from 'lit'
import type { CSSResult, TemplateResult } from 'lit'
import { addEnglish } from '../core/localize.ts'
import { isObject } from '../schema-form/core/json.ts'
import { details as words } from '../translations/en/details.ts'
import type { ResultBody } from './body.ts'
import { byPart, treePart } from './parts.ts'
import type { Outcome } from './result-view.ts'

addEnglish(words)

export const styles: CSSResult = css`
  .details {
    display: grid;
    grid-template-columns: max-content minmax(0, 1fr);
    gap: var(--_space) calc(var(--_space) * 3);
    inline-size: 100%;
    font-size: 0.93em;
    overflow-wrap: anywhere;
  }

  .details dt {
    color: var(--_muted);
  }

  @container (max-width: 420px) {
    .details {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`

type Fact = readonly [name: string, value: unknown]

const list = (facts: readonly (Fact | undefined)[]): TemplateResult =>
  html`<dl class="details">
    ${facts.map((fact) =>
      fact
        ? html`<dt>${fact[0]}</dt>
            <dd dir="auto">${fact[1]}</dd>`
        : nothing,
    )}
  </dl>`

const meta = (view: ResultBody, value: unknown): Fact | undefined =>
  value === undefined ? undefined : ['_meta', byPart(view, treePart, ({ jsonTree }) => jsonTree(view, value, '_meta'))]

/** How long a call took, what it returned, and what its server adds that is meant for programs. */
export function outcomeDetails(view: ResultBody, { result, duration }: Outcome & { type: 'result' }): TemplateResult {
  const { localize } = view
  const kinds = new Map<string, number>()
  for (const block of result.content) {
    const kind = isObject(block) ? String((block as { type?: unknown }).type).slice(0, 40) : '?'
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1)
  }
  const content = Array.from(kinds, ([kind, count]) => (count === 1 ? kind : `${kind} × ${localize.number(count)}`))
  return list([
    [localize.term('detailsDuration'), localize.term('resultMilliseconds', localize.number(Math.ceil(duration)))],
    [localize.term('detailsServer'), view.context.serverName],
    content.length > 0 ? [localize.term('detailsContent'), content.join(', ')] : undefined,
    meta(view, result._meta),
  ])
}

/** What a server says of one block: for whom it is, how it matters, since when it holds. */
export function blockDetails(view: ResultBody, block: object): TemplateResult {
  const { localize } = view
  const { annotations, _meta } = block as { annotations?: unknown; _meta?: unknown }
  const { audience, priority, lastModified, ...others } = isObject(annotations) ? annotations : {}
  const more = Object.keys(others).length > 0
  return list([
    Array.isArray(audience)
      ? [
          localize.term('detailsAudience'),
          audience
            .slice(0, 10)
            .map((one) => audienceText(view, one))
            .join(', '),
        ]
      : undefined,
    typeof priority === 'number' ? [localize.term('detailsPriority'), localize.number(priority)] : undefined,
    typeof lastModified === 'string' ? [localize.term('detailsLastModified'), lastModified.slice(0, 100)] : undefined,
    more
      ? [localize.term('detailsOthers'), byPart(view, treePart, ({ jsonTree }) => jsonTree(view, others))]
      : undefined,
    meta(view, _meta),
  ])
}

function audienceText({ localize }: ResultBody, audience: unknown): string {
  if (audience === 'user') return localize.term('detailsForUser')
  if (audience === 'assistant') return localize.term('detailsForAssistant')
  return String(audience).slice(0, 40)
}
