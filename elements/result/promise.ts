/** What a tool promises of its structured content, by its output schema, and what it keeps of it. */
import { css, html, nothing } from 'lit'
import type { CSSResult } from 'lit'
import type { CallToolResult, JsonObject } from '../../shared/mcp.ts'
import { addEnglish } from '../core/localize.ts'
import { validate } from '../schema-form/validation.ts'
import { promise as words } from '../translations/en/promise.ts'
import type { ResultBody } from './body.ts'

addEnglish(words)

export const styles: CSSResult = css`
  .warning {
    padding: calc(var(--_space) * 2) calc(var(--_space) * 4);
    border-block-start: 1px solid var(--_line);
    background: var(--_warning-soft);
    font-size: 0.9em;
    overflow-wrap: anywhere;
  }

  .warning ul {
    margin-block-start: var(--_space);
    padding-inline-start: 1.4em;
    list-style: disc;
  }
`

/** Places that are named. */
const NAMED = 5

class Check {
  begun = false
  found: readonly { readonly pointer: string; readonly keyword: string }[] = []
}

/** A warning where a result is not what its tool promises: it is shown all the same. */
export function promiseTemplate(view: ResultBody, result: CallToolResult, schema: JsonObject): unknown {
  const { localize } = view
  if (result.structuredContent === undefined) {
    return html`<div class="warning" role="status">${localize.term('promiseNothing', view.context.toolName)}</div>`
  }
  const check = view.stateOf(result, Check)
  if (!check.begun) {
    check.begun = true
    validate(schema, result.structuredContent).then(
      (found) => {
        check.found = found
        if (found.length > 0) view.update()
      },
      // It cannot be sent to the worker: the promise is left unchecked.
      () => {},
    )
  }
  const { found } = check
  // The region is there before its words are, so that they are said.
  return html`<div class=${found.length > 0 ? 'warning' : ''} role="status">
    ${
      found.length === 0
        ? nothing
        : html`${localize.term('promiseBroken', view.context.toolName)}
            <ul>
              ${found.slice(0, NAMED).map((one) => html`<li><bdi>${place(view, one.pointer)}</bdi>: ${ruleText(view, one.keyword)}</li>`)}
              ${found.length > NAMED ? html`<li>${localize.term('promiseMore', localize.number(found.length - NAMED))}</li>` : nothing}
            </ul>`
    }
  </div>`
}

/** "issues › 3 › title": places in lists are counted from 1. */
function place({ localize }: ResultBody, pointer: string): string {
  const steps = pointer.split('/').slice(1)
  if (steps.length === 0) return localize.term('promiseWhole')
  return steps
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? localize.number(Number(step) + 1) : step))
    .join(' › ')
    .slice(0, 200)
}

const RULES = {
  type: 'promiseType',
  required: 'promiseRequired',
  enum: 'promiseEnum',
  const: 'promiseEnum',
  false: 'promiseUnknown',
  additionalProperties: 'promiseUnknown',
  format: 'promiseFormat',
  pattern: 'promiseFormat',
  minimum: 'promiseBounds',
  maximum: 'promiseBounds',
  exclusiveMinimum: 'promiseBounds',
  exclusiveMaximum: 'promiseBounds',
  minLength: 'promiseBounds',
  maxLength: 'promiseBounds',
  minItems: 'promiseBounds',
  maxItems: 'promiseBounds',
} as const

const ruleText = ({ localize }: ResultBody, keyword: string): string =>
  Object.hasOwn(RULES, keyword)
    ? localize.term(RULES[keyword as keyof typeof RULES])
    : localize.term('promiseRule', keyword)
