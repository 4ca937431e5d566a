import { LitElement } from 'lit'
import { property } from 'lit/decorators.js'
import { Localize } from '../../../elements/core/localize.ts'
import { ResultView } from '../../../elements/result/result-view.ts'
import type { Outcome, ResultContext } from '../../../elements/result/result-view.ts'
import { baseStyles } from '../../../elements/styles/base.ts'
import type { CallToolResult } from '../../../shared/mcp.ts'

/** An element that shows one outcome, and nothing else. */
export class ResultHost extends LitElement {
  static override styles = [baseStyles]

  @property({ attribute: false }) outcome: Outcome | undefined
  @property({ attribute: false }) context: Partial<ResultContext> = {}

  readonly said: string[] = []
  #view = new ResultView(this, new Localize(this))

  /** Not before the parts that show the result are loaded. */
  protected override async getUpdateComplete(): Promise<boolean> {
    let complete = await super.getUpdateComplete()
    while (this.renderRoot.querySelector('.loading')) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      complete = await super.getUpdateComplete()
    }
    return complete
  }

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
