import { html } from 'lit'
import type { LitElement } from 'lit'
import '../../../elements/index.ts'
import { afterEach, cleanUp, describe, fixture, it, until } from '../support.ts'
import { BATCHES, expectHarmless, pressAll, settled } from './press.ts'

import { questionsOf, toolsOf } from './server.ts'

afterEach(cleanUp)

describe('hostile servers', () => {
  for (const { payloads, range } of BATCHES) {
    it(`cannot do anything in a question or a changed tool, payloads ${range}`, async () => {
      const endpoint = toolsOf(payloads)
      const element = await fixture<LitElement>(
        html`<mcp-tool-runner .client=${endpoint.client()} tool="1 ${payloads[1]!}"></mcp-tool-runner>`,
      )
      const run = await until(() => element.shadowRoot!.querySelector<HTMLElement>('#run'), 'Run', 5_000)
      run.click()
      await until(() => element.shadowRoot!.querySelector('#confirmation'), 'the confirmation', 5_000)
      await settled(element)
      expectHarmless(element, 'confirming')
      for (const question of questionsOf(payloads)) void endpoint.ask('session-1', question)
      await until(() => element.shadowRoot!.querySelector('[part=question]'), 'the questions', 5_000)
      await settled(element)
      expectHarmless(element, 'asking')
      await pressAll(element, '[part=dismiss-button], [part=decline-button], #run, #cancel')
      expectHarmless(element, 'answered')
    })
  }
})
