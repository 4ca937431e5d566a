import { html, LitElement } from 'lit'
import { Localize } from '../../../elements/core/localize.ts'
import { diffLines } from '../../../elements/result/diff-lines.ts'
import { resultDiff } from '../../../elements/result/diff.ts'
import { baseStyles } from '../../../elements/styles/base.ts'
import type { CallToolResult } from '../../../shared/mcp.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, fixture, it, match, named, ok, textOf } from '../support.ts'
import { text } from './host.ts'

class DiffHost extends LitElement {
  static override styles = [baseStyles]
  #localize = new Localize(this)
  pair: readonly [CallToolResult, CallToolResult] = [{ content: [] }, { content: [] }]

  protected override render(): unknown {
    return resultDiff(this, this.#localize, ...this.pair)
  }
}
customElements.define('test-diff', DiffHost)

const show = (before: CallToolResult, after: CallToolResult) =>
  fixture<DiffHost>(html`<test-diff .pair=${[before, after] as const}></test-diff>`)

const lines = (before: string, after: string) =>
  diffLines(before.split(' '), after.split(' ')).map(
    ({ type, text: line }) => `${{ same: '', added: '+', removed: '-' }[type]}${line}`,
  )

describe('how two results differ', () => {
  afterEach(cleanUp)

  it('is told line by line', () => {
    equal(lines('a b c d', 'a x c d e'), ['a', '-b', '+x', 'c', 'd', '+e'])
    equal(lines('a a b a', 'a b a a'), ['a', '-a', 'b', 'a', '+a'])
    equal(lines('a', 'b'), ['-a', '+b'])
  })

  it('gives back both, whatever they are', () => {
    let seed = 7
    const random = (below: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below
    for (let round = 0; round < 200; round++) {
      const make = () => Array.from({ length: random(30) }, () => String(random(8)))
      const [before, after] = [make(), make()]
      const found = diffLines(before, after)
      const side = (type: string) =>
        found.flatMap((line) => (line.type === 'same' || line.type === type ? [line.text] : []))
      equal([side('removed'), side('added')], [before, after])
    }
  })

  it('is found for results of 100,000 lines each', () => {
    const before = Array.from({ length: 100_000 }, (_, n) => (n % 3 === 0 ? '}' : `line ${n}`))
    const after = before.map((line, n) => (n % 20_000 === 1 ? `${line}, changed` : line))
    const changed = diffLines(before, after).filter(({ type }) => type !== 'same')
    equal(changed.length, 10)
    const replaced = diffLines(Array<string>(100_000).fill('a'), Array<string>(100_000).fill('b'))
    equal(replaced.length, 200_000)
  })

  it('is shown with words and signs, with what is the same left out', async () => {
    const list = Array.from({ length: 40 }, (_, n) => `item ${n}`)
    const host = await show(
      { content: [text(list.join('\n'))] },
      { content: [text(list.with(20, 'other').join('\n'))] },
    )
    match(textOf(host), 'Lines added: 1, removed: 1')
    match(
      textOf(host),
      /17 unchanged lines item 17 item 18 item 19 Removed: item 20 Added: other item 21 item 22 item 23 16 unchanged/,
    )
    equal(textOf(host.shadowRoot!.querySelector('ins')!), 'other')
    equal(textOf(host.shadowRoot!.querySelector('del')!), 'item 20')
    equal(await axeProblems(host), [])
  })

  it('compares structured content as JSON, and says when nothing differs', async () => {
    const host = await show(
      { content: [], structuredContent: { a: 1, b: 2 } },
      { content: [], structuredContent: { a: 1, b: 3 } },
    )
    match(textOf(host), /Removed: "b": 2 Added: "b": 3/)
    const same = await show({ content: [text('x')] }, { content: [text('x')] })
    equal(textOf(same), 'Both results are the same.')
  })

  it('shows a part of what is much', async () => {
    const many = (word: string) => ({
      content: [text(Array.from({ length: 2_000 }, (_, n) => `${word} ${n}`).join('\n'))],
    })
    const host = await show(many('a'), many('b'))
    ok(host.shadowRoot!.querySelectorAll('.line').length === 500)
    named(host, 'button', 'Show 500 more lines').click()
    await host.updateComplete
    equal(host.shadowRoot!.querySelectorAll('.line').length, 1_000)
  })
})
