import { LitElement } from 'lit'
import { property } from 'lit/decorators.js'
import { Localize } from '../../../elements/core/localize.ts'
import { ResultView } from '../../../elements/result/result-view.ts'
import type { Outcome, ResultContext } from '../../../elements/result/result-view.ts'
import { resultStyles } from '../../../elements/result/styles.ts'
import { baseStyles } from '../../../elements/styles/base.ts'
import type { CallToolResult } from '../../../shared/mcp.ts'

/** An element that shows one outcome, and nothing else. */
export class ResultHost extends LitElement {
  static override styles = [baseStyles, resultStyles]

  @property({ attribute: false }) outcome: Outcome | undefined
  @property({ attribute: false }) context: Partial<ResultContext> = {}

  readonly said: string[] = []
  #view = new ResultView(this, new Localize(this))

  protected override render(): unknown {
    return (
      this.outcome &&
      this.#view.render(this.outcome, {
        toolName: 'list_issues',
        serverName: 'GitHub',
        stale: false,
        say: (text) => this.said.push(text),
        ...this.context,
      })
    )
  }
}

customElements.define('test-result', ResultHost)

export const resultOf = (result: Partial<CallToolResult>): Outcome => ({
  type: 'result',
  result: { content: [], ...result },
  duration: 1234,
})

export const text = (value: string) => ({ type: 'text' as const, text: value })
