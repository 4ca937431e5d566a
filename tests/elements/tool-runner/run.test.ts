import type { FakeCall, FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
import { fail } from '../../../stories/fake-endpoint.ts'
import type { CallToolResult } from '../../../shared/mcp.ts'
import { axeProblems, describe, equal, it, match, ok, textOf, until } from '../support.ts'
import { GITHUB, LIST_ISSUES, meet, signal } from './person.ts'
import type { Person } from './person.ts'

const said = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] })

/** A person with a call under way, which the test carries on. */
async function midway(): Promise<{ person: Person; call: FakeCall; answer(result: CallToolResult): void }> {
  const started = signal<FakeCall>()
  const answered = signal<CallToolResult>()
  const person = await meet({
    onCall: (call) => {
      started.resolve(call)
      return answered.promise
    },
  })
  await person.choose('ping')
  await person.run()
  return { person, call: await started.promise, answer: answered.resolve }
}

async function pinged(onCall: NonNullable<FakeEndpointOptions['onCall']>): Promise<Person> {
  const person = await meet({ onCall })
  await person.choose('ping')
  await person.run()
  return person
}

describe('running a tool', () => {
  it('sends what was filled in, with the hash of the tool that was shown, by Ctrl+Enter from a field', async () => {
    const person = await meet({ onCall: () => said('three issues') })
    await person.choose('list')
    await person.type('Repository', 'acme/website')
    await person.key('Enter', person.field('Repository'), { ctrlKey: true })
    await person.sees('three issues')
    equal(person.called, [
      {
        sessionId: GITHUB.sessionId,
        name: 'list_issues',
        arguments: { repository: 'acme/website' },
        approval: LIST_ISSUES.hash,
        detached: true,
      },
    ])
    match(person.said, /^Finished: 1 item, \d+ ms$/)
    equal(person.field('Repository').value, 'acme/website', 'the form stays filled')
    equal(await axeProblems(person.runner), [])
  })

  it('runs nothing while a required field is empty', async () => {
    const person = await meet()
    await person.choose('list')
    await person.run()
    await person.sees(/required/i)
    equal(person.endpoint.calls('callTool'), [])
  })

  it('tells the page what is about to run, and lets it refuse', async () => {
    const person = await meet()
    const asked: unknown[] = []
    const refuse = (event: HTMLElementEventMap['mcp-call-request']) => {
      asked.push(event.call)
      event.preventDefault()
    }
    person.runner.addEventListener('mcp-call-request', refuse)
    await person.choose('ping')
    await person.run()
    await until(() => asked.length === 1)
    equal(asked, [{ sessionId: GITHUB.sessionId, name: 'ping', arguments: {} }])
    equal(person.endpoint.calls('callTool'), [])
    equal(person.focused, 'Run')
  })

  it('shows how far it is, and what the server logs', async () => {
    const { person, call, answer } = await midway()
    ok(person.runner.matches(':state(running)'))
    const bar = () => person.find<HTMLProgressElement>('progress')!
    await until(bar)
    equal(bar().position, -1, 'indeterminate until the total is known')
    const events: unknown[] = []
    person.runner.addEventListener('mcp-progress', (event) => void events.push(event.progress.progress))
    call.progress({ progress: 2, total: 5, message: 'page 2 of 5' })
    call.log({ level: 'info', data: { step: 'fetching' } })
    await person.sees(/40% ?, page 2 of 5/)
    equal(bar().value, 0.4)
    equal(bar().getAttribute('aria-label'), 'Progress')
    equal(events, [2])
    await person.sees('Log, 1 message')
    equal(person.find<HTMLDetailsElement>('[part=logs]')!.open, false)
    equal(await axeProblems(person.runner), [])
    answer(said('done'))
    await person.sees('done')
    equal(person.find('progress'), null)
    ok(!person.runner.matches(':state(running)'))
  })

  it('counts the seconds, and says how far it is every five', async () => {
    const { person, call, answer } = await midway()
    call.progress({ progress: 2, total: 5 })
    await until(() => person.text.includes('40%, 1 s'), 'the first second', 3_000)
    equal(person.said, '')
    const { now } = Performance.prototype
    performance.now = () => now.call(performance) + 5_000
    try {
      await until(() => person.said === 'Running, 40%', 'the announcement', 3_000)
    } finally {
      Reflect.deleteProperty(performance, 'now')
    }
    answer(said('done'))
    await person.sees('done')
  })

  it('keeps the focus where Run was: on Cancel, then on Run again', async () => {
    const { person, answer } = await midway()
    equal(person.focused, 'Cancel')
    answer(said('done'))
    await until(() => person.focused === 'Run')
  })

  const inSight = (element: Element) => {
    const { top, bottom } = element.getBoundingClientRect()
    return top >= 0 && bottom <= innerHeight
  }

  it('says beside Run how it ended', async () => {
    let outcome: () => CallToolResult = () => said('pong')
    const person = await meet({ onCall: () => outcome() })
    const ending = () => person.find('.bar [part=ending]')
    await person.choose('ping')
    equal(ending(), null)
    for (const [next, words] of [
      [() => said('pong'), /^Finished: 1 item, \d+ ms$/],
      [() => ({ ...said('No such host'), isError: true }), /^Failed: 1 item, \d+ ms$/],
      [() => fail('upstream_timeout'), /^Failed: \d+ ms$/],
    ] as const) {
      outcome = next
      await person.run()
      await until(() => ending() && words.test(textOf(ending()!)), String(words))
      ok(ending()!.checkVisibility())
      equal(await axeProblems(person.runner), [])
    }
  })

  for (const [where, seen] of [
    ['in the runner', true],
    ['elsewhere', false],
  ] as const) {
    it(`brings the result into sight ${seen ? '' : 'not '}when the focus is ${where}`, async () => {
      const page = document.documentElement.style
      try {
        const { person, answer } = await midway()
        person.runner.style.paddingBlockStart = `${innerHeight}px`
        person.runner.style.paddingBlockEnd = `${innerHeight}px`
        const cancel = person.find('[part=cancel-button]')!
        cancel.scrollIntoView({ block: 'end' })
        if (!seen) cancel.blur()
        // A page may wish for gentle scrolling, but where the focus is moved meanwhile it would be scrolled away.
        page.scrollBehavior = 'smooth'
        answer(said(Array.from({ length: 8 }, () => 'pong').join('\n')))
        const result = await until(() => person.find('[part=result]'))
        await person.settled()
        equal(inSight(result), seen)
        if (seen) ok(inSight(person.find('[part=run-button]')!), 'Run stays in sight')
      } finally {
        page.scrollBehavior = ''
      }
    })
  }

  it('does not run twice at once', async () => {
    const { person, answer } = await midway()
    person.runner.run()
    await person.key('Enter', person.form, { ctrlKey: true })
    equal(person.endpoint.calls('callTool').length, 1)
    answer(said('done'))
    await person.sees('done')
  })

  it('keeps the last result in sight until the next is there', async () => {
    let next = signal<CallToolResult>()
    const person = await meet({ onCall: () => next.promise })
    await person.choose('ping')
    await person.run()
    next.resolve(said('the first'))
    await person.sees('the first')
    next = signal()
    await person.run()
    await person.sees(/From the previous run.*the first/)
    equal(person.find('[part=result]')!.ariaBusy, 'true')
    equal(await axeProblems(person.runner), [])
    next.resolve(said('the second'))
    await person.sees('the second')
    ok(!/the first|previous/.test(person.text))
  })

  it('keeps each tool’s call and result apart', async () => {
    const { person, answer } = await midway()
    await person.choose('list')
    ok(!person.find('progress'))
    answer(said('pong'))
    await until(() => person.said.startsWith('ping: Finished'))
    ok(!person.text.includes('pong'))
    await person.choose('create')
    equal(person.said, '', 'what was said of one tool is not left to another')
    await person.choose('ping')
    await person.sees('pong')
  })
})

describe('cancelling', () => {
  for (const [way, cancel] of [
    ['the button', (person: Person) => person.press('Cancel')],
    ['Escape', (person: Person) => person.key('Escape', person.find('[part=cancel-button]')!)],
    [
      'the page',
      async (person: Person) => {
        person.runner.cancel()
        await person.settled()
      },
    ],
  ] as const) {
    it(`by ${way} ends the call`, async () => {
      const { person, call } = await midway()
      await cancel(person)
      await person.sees('Cancelled. The tool may have done part of its work.')
      equal(person.said, 'Cancelled')
      equal(person.focused, 'Run')
      await until(() => call.signal.aborted, 'the server to hear of it')
      equal(await axeProblems(person.runner), [])
    })
  }

  it('ignores a result that was on its way already', async () => {
    const late = signal<CallToolResult>()
    const person = await meet()
    person.runner.client!.callTool = () => late.promise
    await person.choose('ping')
    await person.run()
    await person.press('Cancel')
    late.resolve(said('too late'))
    await late.promise
    await person.settled()
    ok(!person.text.includes('too late'))
    equal(person.said, 'Cancelled')
  })

  it('is not what a held key does, nor Escape in a search that holds a word', async () => {
    const { person, answer } = await midway()
    const held = new KeyboardEvent('keydown', { key: 'Enter', repeat: true, bubbles: true, cancelable: true })
    person.find('[part=cancel-button]')!.dispatchEvent(held)
    ok(held.defaultPrevented)
    await person.searchFor('list')
    await person.key('Escape')
    ok(person.find('progress'))
    answer(said('done'))
    await person.sees('done')
  })
})

describe('failures', () => {
  it('of the tool are shown with what it says', async () => {
    const person = await pinged(() => ({ ...said('No such host'), isError: true }))
    await person.sees(/ping ran and reported an error\. No such host/)
    equal(textOf(person.find('[role=alert]')!), 'ping ran and reported an error.')
    ok(person.runner.matches(':state(failed)'))
  })

  it('of the MCP server name it, and reach the page', async () => {
    const codes: string[] = []
    const listen = (event: HTMLElementEventMap['mcp-error']) => void codes.push(event.error.code)
    document.body.addEventListener('mcp-error', listen)
    const person = await pinged(() => fail('upstream_unreachable', { requestId: 'r-81fc' }))
    await person.sees(/GitHub did not complete the call\..*Request r-81fc/)
    document.body.removeEventListener('mcp-error', listen)
    equal(codes, ['upstream_unreachable'])
    ok(person.runner.matches(':state(failed)'))
    equal(await axeProblems(person.runner), [])
  })

  it('of the network say that the call did not start, once that is known', async () => {
    const person = await meet()
    await person.choose('ping')
    person.endpoint.setUnreachable(true)
    await person.run()
    await person.sees('asking what became of the call')
    person.endpoint.setUnreachable(false)
    dispatchEvent(new Event('online'))
    await person.sees(
      /The connection to this site failed\. The call did not start: .* then run it again\. not_started$/,
    )
    ok(!person.text.includes('may have run'))
    equal(person.endpoint.calls('callTool').length, 1, 'it is not sent again by itself')
  })

  it('of a line that breaks off say so once, with what the server knows of the call afterwards', async () => {
    const interrupted =
      'This site did not complete the call. The call was interrupted. It may or may not have run. ' +
      'Look whether it ran before you run it again.'
    const unknown =
      'The connection to this site failed. The answer broke off before it was complete. ' +
      'If the call had begun, it may have run.'
    for (const [methods, words] of [
      [{}, `${interrupted} call_interrupted`],
      [{ getCall: () => fail('unknown_method') }, `${unknown} network`],
    ] as const) {
      const started = signal<FakeCall>()
      const person = await meet({
        methods,
        onCall: (call) => {
          started.resolve(call)
          return new Promise(() => {})
        },
      })
      await person.choose('ping')
      await person.run()
      await started.promise
      person.endpoint.breakCalls()
      person.endpoint.forgetCalls()
      await until(() => person.find('[role=alert]') && !person.find('progress'))
      equal(textOf(person.find('[role=alert]')!), words)
    }
  })

  it('leave the form ready for another try', async () => {
    let broken = true
    const person = await meet({ onCall: () => (broken ? fail('upstream_timeout') : said('pong')) })
    await person.choose('ping')
    await person.run()
    await person.sees('did not complete the call')
    broken = false
    await person.run()
    await person.sees('pong')
    ok(!person.runner.matches(':state(failed)'))
  })
})
