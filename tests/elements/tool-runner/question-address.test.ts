import type { OpenQuestion } from '../../../shared/events.ts'
import { axeProblems, describe, equal, it, match, ok, textOf } from '../support.ts'
import { asked, press } from './asking.ts'

describe('a question that sends elsewhere', () => {
  const at = (url: string): Partial<OpenQuestion> => ({ inputId: 'u', mode: 'url', message: 'Sign the form.', url })

  it('shows the whole address, and opens nothing by itself', async () => {
    const url = 'https://sign.example.com/forms/7?next=https://github.com'
    const person = await asked([at(url)])
    equal(person.find('[part=question-address]')!.textContent, url)
    equal(textOf(person.find('[part=question-address] b')!), 'sign.example.com')
    const link = person.find<HTMLAnchorElement>('[part=question-link]')!
    equal([link.href, link.target, link.rel], [url, '_blank', 'noopener noreferrer'])
    match(textOf(link), 'Open sign.example.com')
    equal(person.endpoint.calls('answerInput'), [])
    equal(await axeProblems(person.runner), [])
  })

  it('is answered when the person says that it is done, with no content', async () => {
    const person = await asked([at('https://sign.example.com/')])
    const link = person.find<HTMLAnchorElement>('[part=question-link]')!
    link.addEventListener('click', (event) => event.preventDefault())
    link.click()
    await person.settled()
    ok(person.find('[part=done-button]')!.matches('.primary'))
    equal(person.endpoint.calls('answerInput'), [])
    await press(person, 'done-button')
    await person.sees('[{"action":"accept"}]')
  })

  for (const [url, safe] of [
    ['http://127.0.0.1:8080/x', true],
    ['http://localhost/x', true],
    ['http://[::1]/x', true],
    ['http://sign.example.com/', false],
    ['http://localhost.example.com/', false],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['https://github.com@evil.example/', false],
    ['not an address', false],
  ] as const) {
    it(`${safe ? 'has a' : 'has no'} link for ${url}`, async () => {
      const person = await asked([at(url)])
      equal(person.find('.question a') !== null, safe)
      equal(person.find('[part=done-button]') !== null, safe)
      equal(person.text.includes('not safe to open'), !safe)
      if (!safe) match(textOf(person.find('[part=question-address]')!), url)
    })
  }
})
