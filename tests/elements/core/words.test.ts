import { LitElement } from 'lit'
import { addEnglish, Localize, registerTranslation } from '../../../elements/core/localize.ts'
import { describe, equal, it } from '../support.ts'

class Reader extends LitElement {
  readonly localize = new Localize(this)
}
customElements.define('test-words', Reader)

const reader = (lang: string): Localize => Object.assign(new Reader(), { lang }).localize

describe('words', () => {
  it('are English where a language has none of its own, also those that are loaded after it', () => {
    registerTranslation({ $code: 'nl', $name: 'Nederlands', $dir: 'ltr', close: 'Zu' })
    addEnglish({ runnerHeading: 'Run it' })
    const localize = reader('nl')
    equal([localize.term('close'), localize.term('runnerHeading')], ['Zu', 'Run it'])
  })

  it("stay the page's own when ours are loaded later", () => {
    registerTranslation({ $code: 'en', $name: 'English', $dir: 'ltr', formRemove: 'Take away' })
    addEnglish({ formRemove: 'Remove', formNull: 'null' })
    equal([reader('en').term('formRemove'), reader('nl').term('formRemove')], ['Take away', 'Take away'])
    equal(reader('en').term('formNull'), 'null')
  })
})
