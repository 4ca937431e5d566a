import { html } from 'lit'
import type { LitElement } from 'lit'
import '../../../elements/index.ts'
import { afterEach, cleanUp, describe, fixture, it, until } from '../support.ts'
import { BATCHES, expectHarmless, pressAll, settled } from './press.ts'

import { toolsOf } from './server.ts'

afterEach(cleanUp)

describe('hostile servers', () => {
  for (const { payloads, range } of BATCHES) {
    it(`cannot do anything in a runner, payloads ${range}`, async () => {
      const element = await fixture<LitElement>(
        html`<mcp-tool-runner .client=${toolsOf(payloads).client()}></mcp-tool-runner>`,
      )
      const option = await until(() => element.shadowRoot!.querySelector<HTMLElement>('[role=option]'), 'the tools')
      expectHarmless(element, 'listed')
      option.click()
      await element.updateComplete
      await settled(element)
      expectHarmless(element, 'chosen')
      await pressAll(
        await until(() => element.shadowRoot!.querySelector<LitElement>('mcp-schema-form'), 'the form', 5_000),
      )
      expectHarmless(element, 'the form opened')
    })
  }
})
