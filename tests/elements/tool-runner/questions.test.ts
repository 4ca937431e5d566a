import type { OpenQuestion } from '../../../shared/events.ts'
import { fail } from '../../../stories/fake-endpoint.ts'
import { axeProblems, describe, equal, it, match, ok, textOf, until } from '../support.ts'
import { asked, fieldOf, formOf, MILESTONE, press, settled, type } from './asking.ts'
import { GITHUB, meet, NOTES, openTab } from './person.ts'
import type { Person } from './person.ts'

/** A person with two connections, one of which asks something that belongs to no call. */
async function askedOf(session: string, question: Partial<OpenQuestion>, choose = 'ping'): Promise<Person> {
  const person = await meet({ connections: [GITHUB, NOTES], tools: { github: TOOLS, notes: [] } })
  if (choose) await person.choose(choose)
  void person.endpoint.ask(session, question)
  return person
}
const TOOLS = [
  { name: 'ping', inputSchema: {}, hash: 'h', policy: 'allow', annotations: { readOnlyHint: true } },
] as const

describe('a question of a server', () => {
  it('is shown in place with who asks, about what, and how long there is; its page hears of it once', async () => {
    const events: OpenQuestion[] = []
    const listen = (event: HTMLElementEventMap['mcp-input-required']) => void events.push(event.question)
    document.body.addEventListener('mcp-input-required', listen)
    const person = await asked()
    person.runner.requestUpdate()
    await person.settled()
    document.body.removeEventListener('mcp-input-required', listen)
    const question = person.find('.question')!
    match(textOf(question), /^GitHub asks for ping · answer within (10:00|9:\d\d) Which milestone do you mean\?/)
    ok(person.runner.matches(':state(asking)'))
    equal(
      events.map(({ inputId }) => inputId),
      ['milestone'],
    )
    equal(question.querySelector('.message')!.getAttribute('dir'), 'auto')
    equal(await axeProblems(person.runner), [])
  })

  it('is what the call waits for, and names the tool as people do', async () => {
    const title = 'Ping the server'
    const person = await asked([MILESTONE], { tools: { github: [{ ...TOOLS[0], title }] } }, title)
    match(textOf(person.find('.question')!), /^GitHub asks for Ping the server ·/)
    match(textOf(person.find('.bar')!), /Waiting for your answer/)
    equal(person.find('progress'), null)
    await press(person, 'decline-button')
    await person.sees('"action":"decline"')
    ok(!textOf(person.find('.bar')!).includes('Waiting'))
  })

  it('reads as well on a dark page', async () => {
    document.documentElement.style.colorScheme = 'dark'
    try {
      const person = await asked([MILESTONE, { inputId: 'u', mode: 'url', url: 'https://sign.example.com/' }])
      equal(await axeProblems(person.runner), [])
    } finally {
      document.documentElement.style.colorScheme = ''
    }
  })

  it('takes whoever waits for the call to it, then back', async () => {
    const person = await asked()
    ok(person.runner.shadowRoot!.activeElement === person.find('.question'))
    await press(person, 'send-button')
    await person.sees('"action":"accept"')
    equal(person.focused, 'Run')
    equal(person.find('.question'), null)
    ok(!person.runner.matches(':state(asking)'))
  })

  it('leaves the focus where a person is busy, and is said instead', async () => {
    const person = await meet()
    await person.choose('list')
    person.field('Repository').focus()
    void person.endpoint.ask(GITHUB.sessionId, MILESTONE)
    await until(() => person.find('.question'))
    await person.settled()
    ok(person.runner.shadowRoot!.activeElement === person.form)
    match(person.said, /^GitHub asks: Which milestone do you mean\? You have (10|9) minutes to answer\.$/)
  })

  it('sends its defaults, which can be seen, and leaves out what was cleared', async () => {
    const person = await asked()
    equal([fieldOf(person, 'Milestone').value, fieldOf(person, 'Count').value], ['2026.12', '3'])
    ok(!person.text.includes('The server uses'), 'nothing is used that is not there')
    await type(person, 'Milestone', 'next')
    await type(person, 'Count', '')
    await press(person, 'send-button')
    await person.sees('Finished')
    equal(person.endpoint.calls('answerInput'), [
      { sessionId: GITHUB.sessionId, inputId: 'milestone', action: 'accept', content: { milestone: 'next' } },
    ])
    match(person.said, /^Finished/)
  })

  it('is not sent while a required field is empty', async () => {
    const person = await asked()
    await type(person, 'Milestone', '')
    await press(person, 'send-button')
    await person.sees('1 field needs a change')
    equal(person.endpoint.calls('answerInput'), [])
    equal(await axeProblems(person.runner), [])
  })

  for (const [part, action] of [
    ['decline-button', 'decline'],
    ['dismiss-button', 'cancel'],
  ] as const) {
    it(`takes ${action} for an answer, without what was typed`, async () => {
      const person = await asked()
      await type(person, 'Milestone', 'never mind')
      await press(person, part)
      await person.sees(`[{"action":"${action}"}]`)
      equal(person.endpoint.calls('answerInput'), [{ sessionId: GITHUB.sessionId, inputId: 'milestone', action }])
    })
  }

  it('stays, and is sent once, until the server has taken the answer', async () => {
    let take!: () => void
    const taken = new Promise<void>((resolve) => (take = resolve))
    const person = await asked([MILESTONE], { methods: { answerInput: () => taken.then(() => ({})) } })
    await press(person, 'send-button')
    await press(person, 'decline-button')
    await until(() => person.endpoint.calls('answerInput').length)
    equal([person.find('.question')?.ariaBusy, person.find('[part=send-button]')?.ariaDisabled], ['true', 'true'])
    equal(await axeProblems(person.runner), [])
    take()
    await until(() => !person.find('.question'))
    equal(person.endpoint.calls('answerInput').length, 1)
    equal([person.said, person.focused], ['Your answer was sent.', 'Cancel'])
  })

  it('tells the server’s objections at their fields, and keeps what was typed', async () => {
    const person = await asked([MILESTONE], {
      checkAnswer: (_, content) =>
        (content as { milestone: string }).milestone === 'next' ? { '/milestone': 'There is no next one.' } : undefined,
    })
    await type(person, 'Milestone', 'next')
    await press(person, 'send-button')
    await person.sees('There is no next one.')
    const field = fieldOf(person, 'Milestone')
    equal([field.value, field.ariaInvalid], ['next', 'true'])
    ok(textOf(formOf(person).shadowRoot!.querySelector(`#e${field.id.slice(1)}`)!).includes('There is no next one.'))
    equal(await axeProblems(person.runner), [])
    await type(person, 'Milestone', 'last')
    await press(person, 'send-button')
    await person.sees('"milestone":"last"')
  })

  it('says what failed, here and to the page, and can be answered again', async () => {
    let broken = true
    const codes: string[] = []
    const person = await asked([MILESTONE], {
      methods: { answerInput: () => (broken ? fail('store_unavailable') : {}) },
    })
    person.runner.addEventListener('mcp-error', ({ error }) => void codes.push(error.code))
    await press(person, 'send-button')
    await person.sees('The session store cannot be reached.')
    equal([codes, person.focused], [['store_unavailable'], 'Send'])
    equal(await axeProblems(person.runner), [])
    broken = false
    await press(person, 'send-button')
    await until(() => !person.find('.question'))
  })

  it('is one of several, which are answered in any order; the others keep what was typed', async () => {
    const second = { ...MILESTONE, inputId: 'second', message: 'And in which year?' }
    const person = await asked([MILESTONE, second])
    await type(person, 'Milestone', 'typed already', 1)
    await press(person, 'decline-button', 0)
    await until(() => person.all('.question').length === 1)
    equal(fieldOf(person, 'Milestone').value, 'typed already')
    ok(person.runner.shadowRoot!.activeElement === person.find('.question'), 'the next one has the focus')
    match(person.text, 'And in which year?')
  })

  it('keeps Escape and Ctrl+Enter from what is around it', async () => {
    const person = await asked()
    await person.key('Escape', fieldOf(person, 'Milestone'))
    await person.key('Enter', person.find('.question')!, { ctrlKey: true })
    ok(person.find('.question'))
    equal(person.endpoint.calls('cancelCall'), [])
    equal(person.endpoint.calls('callTool').length, 1)
    await person.key('Enter', fieldOf(person, 'Milestone'), { ctrlKey: true })
    await person.sees('"action":"accept"')
  })

  it('goes with its call when that is cancelled, without a word of its own', async () => {
    const person = await asked()
    const cancel = person.find<HTMLButtonElement>('#cancel')!
    cancel.focus()
    cancel.click()
    await person.sees('Cancelled.')
    equal(person.find('.question'), null)
    await until(() => person.endpoint.questions.length === 0, 'the server to hear of it')
    await person.settled()
    equal([person.said, person.find('[part=question-note]')], ['Cancelled', null])
    equal(person.endpoint.calls('cancelCall').length, 1)
  })

  it('leaves nothing of what was typed in the tab', async () => {
    const person = await asked()
    await type(person, 'Token', 'hunter2')
    await press(person, 'send-button')
    await person.sees('Result')
    ok(!JSON.stringify({ ...sessionStorage }).includes('hunter2'))
    ok(!JSON.stringify({ ...localStorage }).includes('hunter2'))
  })

  it('warns politely in its last minute', async () => {
    const person = await asked([{ ...MILESTONE, expiresAt: Date.now() + 90_000 }])
    equal(person.said, '')
    const { now } = Date
    Date.now = () => now() + 45_000
    try {
      await until(() => person.said === 'Less than a minute is left to answer GitHub.', 'the warning', 3_000)
      match(person.text, /answer within 0:4\d/)
    } finally {
      Date.now = now
    }
  })

  it('is text: of markup in it nothing comes to be', async () => {
    const evil = '<img src=x onerror=alert(1)>'
    const person = await asked([{ ...MILESTONE, message: evil, serverName: evil, name: evil }])
    match(person.text, `${evil} asks for ${evil}`)
    equal(person.find('.question img'), null)
  })
})

describe('a question in several tabs', () => {
  it('is there in all, and goes from the others with a word when one has answered', async () => {
    const person = await asked()
    const other = await openTab(person)
    await until(() => other.find('.question'))
    await settled(other)
    await press(other, 'decline-button')
    await until(() => !person.find('.question'))
    const words = 'What GitHub asked has been answered elsewhere.'
    await person.sees(words)
    equal(textOf(person.find('[part=question-note]')!), words)
    ok(!other.text.includes(words), 'not where it was answered')
    await until(() => other.said === 'Your answer was sent.')
    equal(await axeProblems(person.runner), [])
    await person.run()
    await until(() => !person.find('[part=question-note]'), 'the next run to take the word away')
  })

  it('that was answered a moment before says so where it is answered once more', async () => {
    const person = await asked([MILESTONE], { methods: { answerInput: () => fail('session_not_found') } })
    await press(person, 'send-button')
    await person.sees('What GitHub asked is no longer open.')
    equal(person.find('.question'), null)
  })

  it('says when the time is over', async () => {
    const person = await asked()
    person.endpoint.expire('milestone')
    await person.sees('The time to answer GitHub is over.')
    equal(person.find('.question'), null)
  })

  it('is for runners of its server and its tool', async () => {
    const person = await asked()
    const [sameTool, otherTool, otherServer] = [
      await openTab(person, { tool: 'ping' }),
      await openTab(person, { tool: 'list_issues' }),
      await openTab(person, { server: 'notes' }),
    ]
    await until(() => sameTool.find('.question'))
    await until(() => otherTool.find('mcp-schema-form'))
    equal([otherTool.find('.question'), otherServer.find('.question')], [null, null])
  })

  it('that belongs to no call is shown with its connection’s tools', async () => {
    const person = await askedOf(NOTES.sessionId, MILESTONE)
    void person.endpoint.ask(GITHUB.sessionId, { ...MILESTONE, inputId: 'other', message: 'From GitHub' })
    await person.sees('From GitHub')
    equal(person.all('.question').length, 1)
    sessionStorage.clear()
    const nobodys = await askedOf(NOTES.sessionId, MILESTONE, '')
    await nobodys.sees('Notes asks')
    equal(await axeProblems(nobodys.runner), [])
  })

  it('is nobody’s once the person has signed out', async () => {
    const person = await asked()
    person.endpoint.refuse('unauthenticated')
    person.endpoint.endStreams()
    await until(() => !person.find('.question'))
    equal(person.find('[part=question-note]'), null)
  })
})
