import { html, LitElement } from 'lit'
import { property } from 'lit/decorators.js'
import { Localize } from '../../../elements/core/localize.ts'
import { ResultView } from '../../../elements/result/result-view.ts'
import type { Outcome, ResultContext } from '../../../elements/result/result-view.ts'
import { baseStyles } from '../../../elements/styles/base.ts'
import type { CallToolResult, ContentBlock } from '../../../shared/mcp.ts'
import { fixture, named } from '../support.ts'

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

/** Shows a result, or another outcome, and waits until all parts of it are there. */
export const show = (what: Partial<CallToolResult> | Outcome, context: Partial<ResultContext> = {}) =>
  fixture<ResultHost>(
    html`<test-result
      .outcome=${'type' in what ? what : resultOf(what as Partial<CallToolResult>)}
      .context=${context}
    ></test-result>`,
  )

export const showBlock = (block: unknown, context: Partial<ResultContext> = {}) =>
  show({ content: [block as ContentBlock] }, context)

export const showText = (value: string) => showBlock(text(value))

export const find = <E extends Element = HTMLElement>(host: ResultHost, selector: string): E | null =>
  host.shadowRoot!.querySelector<E>(selector)

export const all = <E extends Element = HTMLElement>(host: ResultHost, selector: string): E[] => [
  ...host.shadowRoot!.querySelectorAll<E>(selector),
]

/** Presses the button of a name. */
export async function press(host: ResultHost, name: string): Promise<void> {
  named(host, 'button', name).click()
  await host.updateComplete
}

/** What is copied while `act` runs. */
export async function copiedBy(act: () => unknown): Promise<string[]> {
  const copied: string[] = []
  const clipboard = {
    writeText: async (value: string) => {
      copied.push(value)
    },
  }
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard })
  await act()
  await new Promise((resolve) => setTimeout(resolve))
  Reflect.deleteProperty(navigator, 'clipboard')
  return copied
}

/** What is offered to be saved while `act` runs: name and text. */
export async function savedBy(act: () => unknown): Promise<{ name: string; text: string }[]> {
  const saved: Promise<{ name: string; text: string }>[] = []
  HTMLAnchorElement.prototype.click = function click() {
    const { download, href } = this
    saved.push(fetch(href).then(async (answer) => ({ name: download, text: await answer.text() })))
  }
  await act()
  Reflect.deleteProperty(HTMLAnchorElement.prototype, 'click')
  return Promise.all(saved)
}
