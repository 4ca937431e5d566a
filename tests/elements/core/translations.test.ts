import { LitElement } from 'lit'
import { Localize, registerTranslation } from '../../../elements/core/localize.ts'
import { errorTerm, problemText } from '../../../elements/core/problem.ts'
import de from '../../../elements/translations/de.ts'
import en from '../../../elements/translations/en.ts'
import { ERRORS } from '../../../shared/errors.ts'
import type { ErrorCode } from '../../../shared/errors.ts'
import { describe, equal, it, ok } from '../support.ts'

class Reader extends LitElement {
  readonly localize = new Localize(this)
}
customElements.define('test-translations', Reader)

const reader = (lang: string): Localize => Object.assign(new Reader(), { lang }).localize

const english = en as unknown as Readonly<Record<string, unknown>>
const german = de as unknown as Readonly<Record<string, unknown>>
const errorTerms = Object.keys(ERRORS).map((code) => errorTerm(code as ErrorCode))

describe('German', () => {
  it('has every term, and none that is not used', () => {
    const own = Object.keys(german).filter((name) => !name.startsWith('error') || name in english)
    equal(own.toSorted(), Object.keys(english).toSorted())
  })

  it('has words for every error code', () => {
    equal(
      [...errorTerms, 'errorNetwork', 'errorInvalidAnswer'].filter((name) => !german[name]),
      [],
    )
    const { message } = { message: ERRORS.upstream_timeout[2] }
    equal(problemText(reader('de'), { code: 'upstream_timeout', message }), german['errorUpstreamTimeout'])
    equal(problemText(reader('en'), { code: 'upstream_timeout', message }), message)
  })

  it('takes the same arguments and shows each that is a text', () => {
    for (const [name, term] of Object.entries(english)) {
      const translated = german[name]
      equal(typeof translated, typeof term, name)
      if (typeof term !== 'function' || typeof translated !== 'function') continue
      equal(translated.length, term.length, `arguments of ${name}`)
      const marks = Array.from({ length: term.length }, (_, index) => `<${index}>`)
      for (const mark of marks) {
        const [here, there] = [term(...marks), translated(...marks)].map((text) => String(text).includes(mark))
        ok(here === there, `${name} ${here ? 'does not show' : 'shows'} ${mark}: ${translated(...marks)}`)
      }
    }
  })
})

describe('registerTranslation', () => {
  it('replaces any term of any language', () => {
    const names = Object.keys(english).filter((name) => !name.startsWith('$'))
    const mine = Object.fromEntries(names.map((name) => [name, `mine: ${name}`]))
    registerTranslation({ ...mine, $code: 'de-AT', $name: 'Österreich', $dir: 'ltr' })
    const localize = reader('de-AT')
    equal(
      names.filter((name) => localize.term(name as 'close') !== `mine: ${name}`),
      [],
    )
    equal(reader('de').term('close'), 'Schließen')
  })

  it('gives a language its own words for an error', () => {
    registerTranslation({ $code: 'de-CH', $name: 'Schweiz', $dir: 'ltr', errorNetwork: 'Kein Netz.' })
    equal(problemText(reader('de-CH'), { code: 'network', message: 'No.' }), 'Kein Netz.')
  })
})
