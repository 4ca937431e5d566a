import { html } from 'lit'
import type { LitElement } from 'lit'
import '../../../elements/index.ts'
import { afterEach, cleanUp, describe, equal, fixture, it, ok, until } from '../support.ts'
import { BATCHES, expectHarmless, plain, pressAll } from './press.ts'
import { PAYLOADS } from './payloads.ts'
import { connectionsOf } from './server.ts'

afterEach(cleanUp)

describe('hostile servers', () => {
  it('are at least 300 texts, each another one', () => {
    ok(PAYLOADS.length >= 300, `there are ${PAYLOADS.length}`)
    equal(new Set(PAYLOADS).size, PAYLOADS.length)
  })

  for (const { payloads, range } of BATCHES) {
    it(`cannot do anything in connections, payloads ${range}`, async () => {
      const element = await fixture<LitElement>(
        html`<mcp-connections .client=${connectionsOf(payloads).client()}></mcp-connections>`,
      )
      await until(
        () => element.shadowRoot!.querySelectorAll('[part=name]').length === payloads.length,
        'the connections',
      )
      const names = [...element.shadowRoot!.querySelectorAll('[part=name]')].map((one) => plain(one.textContent ?? ''))
      equal(names, payloads.map(plain), 'they are shown as they are')
      expectHarmless(element, 'shown')
      await pressAll(element)
      expectHarmless(element, 'pressed')
    })
  }
})
