import { html, LitElement } from 'lit'
import { Lazy } from '../../../elements/core/lazy.ts'
import { byPart } from '../../../elements/result/parts.ts'
import type { ResultBody } from '../../../elements/result/body.ts'
import {
  afterEach,
  axeProblems,
  cleanUp,
  describe,
  equal,
  fixture,
  it,
  match,
  named,
  ok,
  textOf,
  until,
} from '../support.ts'
import { all, find, resultOf } from './host.ts'
import type { ResultHost } from './host.ts'
import { Localize } from '../../../elements/core/localize.ts'

const MIXED = resultOf({
  content: [
    {
      type: 'text',
      text: '# ראשי\n\n- אחת **שתיים**\n\n```js\nconst a = "a long line of code that does not fit into a narrow element"\n```',
    },
    { type: 'resource_link', uri: `https://example.com/${'long'.repeat(60)}`, name: 'שם', description: 'מה שנאמר' },
    { type: 'image', data: document.createElement('canvas').toDataURL().split(',')[1]!, mimeType: 'image/png' },
  ],
  structuredContent: {
    rows: [{ name: 'שלום', count: 1, note: 'some longer words that need a line break' }],
    deep: { a: { b: [1, { c: `${'unbroken'.repeat(20)}` }] } },
  },
})

describe('a result is for everyone', () => {
  afterEach(cleanUp)

  it('reads from right to left', async () => {
    const place = await fixture<HTMLElement>(html`<div dir="rtl"><test-result .outcome=${MIXED}></test-result></div>`)
    const host = place.querySelector<ResultHost>('test-result')!
    await host.updateComplete
    const title = find(host, '.result-title')!.getBoundingClientRect()
    const tools = find(host, '.result-tools')!.getBoundingClientRect()
    ok(title.left > tools.right, 'the title is at the right of the tools')
    const [outer, inner] = all(host, '[role=treeitem]').map((row) =>
      row.querySelector('.content')!.getBoundingClientRect(),
    )
    ok(inner!.right < outer!.right, 'what is deeper is further left')
    equal(getComputedStyle(find(host, 'pre')!).direction, 'ltr')
    equal(await axeProblems(host), [])
  })

  it('fits into 320 pixels, also with text of twice the size', async () => {
    for (const size of ['16px', '32px']) {
      const place = await fixture<HTMLElement>(html`<div><test-result .outcome=${MIXED}></test-result></div>`)
      Object.assign(place.style, { inlineSize: '320px', fontSize: size })
      const host = place.querySelector<ResultHost>('test-result')!
      await host.updateComplete
      const edge = place.getBoundingClientRect().right
      const scrolls = (one: Element) => one.closest('.scroll, pre, .sheet, .visually-hidden, .label') !== null
      const over = all(host, '*').filter((one) => !scrolls(one) && one.getBoundingClientRect().right > edge + 1)
      equal(
        over.map((one) => `${one.localName}.${one.className}`),
        [],
        size,
      )
      equal(await axeProblems(host), [])
    }
  })

  it('has targets that can be hit', async () => {
    const host = await fixture<ResultHost>(html`<test-result .outcome=${MIXED}></test-result>`)
    for (const one of all(host, 'button, summary, input, [role=treeitem]')) {
      const { width, height } = one.getBoundingClientRect()
      ok(width >= 24 && height >= 23.9, `${textOf(one)}: ${width} by ${height}`)
    }
  })
})

class PartHost extends LitElement {
  part_!: Lazy<{ styles: never; words: string }>
  #localize = new Localize(this)

  protected override render(): unknown {
    const view = { host: this, localize: this.#localize, update: () => this.requestUpdate() } as unknown as ResultBody
    return byPart(view, this.part_, ({ words }) => words)
  }
}
customElements.define('test-part', PartHost)

describe('a part of a result', () => {
  afterEach(cleanUp)

  it('that cannot be loaded says so, and can be tried again', async () => {
    let fails = true
    const part = new Lazy(async () => {
      if (fails) throw new TypeError('Failed to fetch')
      return { styles: {} as never, words: 'here it is' }
    })
    const host = await fixture<PartHost>(html`<test-part .part_=${part}></test-part>`)
    await until(() => textOf(host).includes('This part could not be loaded.'))
    equal(await axeProblems(host), [])
    fails = false
    named(host, 'button', 'Try again').click()
    await host.updateComplete
    await until(() => textOf(host) === 'here it is')
    match(textOf(host), 'here it is')
  })
})
