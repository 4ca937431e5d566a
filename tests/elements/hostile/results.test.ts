import { html } from 'lit'
import type { LitElement } from 'lit'
import '../../../elements/index.ts'
import { afterEach, cleanUp, describe, fixture, it, until } from '../support.ts'
import { BATCHES, expectHarmless, pressAll, settled } from './press.ts'

import { toolsOf } from './server.ts'

afterEach(cleanUp)

describe('hostile servers', () => {
  for (const { payloads, range } of BATCHES) {
    it(`cannot do anything in a result, payloads ${range}`, async () => {
      const endpoint = toolsOf(payloads)
      const element = await fixture<LitElement>(
        html`<mcp-tool-runner .client=${endpoint.client()} tool="0 ${payloads[0]!}"></mcp-tool-runner>`,
      )
      const run = await until(() => element.shadowRoot!.querySelector<HTMLElement>('#run'), 'Run', 5_000)
      // What the form lets nobody send is another test's.
      const form = await until(
        () => element.shadowRoot!.querySelector<LitElement>('mcp-schema-form'),
        'the form',
        5_000,
      )
      Object.assign(form, { schema: { type: 'object' } })
      await form.updateComplete
      run.click()
      await until(() => element.shadowRoot!.querySelector('[part~=result]'), 'the result', 5_000)
      await settled(element)
      expectHarmless(element, 'shown')
      await pressAll(element, '#run, #cancel')
      expectHarmless(element, 'pressed')
    })
  }
})
