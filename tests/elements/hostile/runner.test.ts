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
      await settled()
      expectHarmless(element, 'chosen')
      await pressAll(element.shadowRoot!.querySelector('mcp-schema-form') as LitElement)
      expectHarmless(element, 'the form opened')
    })
  }
})
