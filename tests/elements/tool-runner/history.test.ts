import type { FakeCall } from '../../../stories/fake-endpoint.ts'
import { fakeConnection, fakeTool } from '../../../stories/fake-endpoint.ts'
import { axeProblems, cleanUp, describe, equal, it, match, named, ok, textOf, until } from '../support.ts'
import { GITHUB, LIST_ISSUES, meet, openTab, PING, Running, TOOLS } from './person.ts'
import type { Person } from './person.ts'

const entries = (person: Person) => person.all('[part=history-entry]')
const heads = (person: Person) => entries(person).map((entry) => textOf(entry.querySelector('.run-head')!))

async function openHistory(person: Person): Promise<void> {
  person.find('#history-button')!.focus()
  person.find('#history-button')!.click()
  await until(() => person.find('#history:popover-open'))
  await person.settled()
}

async function act(person: Person, action: string, at = 0): Promise<void> {
  const button = entries(person)[at]!.querySelector<HTMLElement>(`[data-action=${action}]`)!
  button.focus()
  button.click()
  await person.settled()
}

const issues = ({ arguments: { repository } }: FakeCall) => ({
  content: [],
  structuredContent: { repository, open: [1, 2] },
})

/** Someone who has listed the issues of these repositories, one after the other. */
async function listed(...repositories: string[]): Promise<Person> {
  const person = await meet({ onCall: issues, tools: { github: TOOLS } })
  await person.choose('list')
  for (const [at, repository] of repositories.entries()) {
    await person.type('Repository', repository)
    await person.run()
    await until(() => person.called.length === at + 1 && person.find('[part=ending]'))
  }
  return person
}

describe('the history', () => {
  it('says at first what it is for', async () => {
    const person = await meet()
    await openHistory(person)
    equal(
      textOf(person.find('#history')!),
      'Nothing has been run here yet. What you run is kept until this tab is closed, without secrets.',
    )
    equal(person.focused, 'History')
    equal(await axeProblems(person.runner), [])
  })

  it('has each run with its tool, its server, when it was and how it ended, newest first', async () => {
    const running = new Running()
    const person = await meet({ onCall: running.onCall })
    await person.choose('ping')
    await person.run()
    const first = await running.of('ping')
    await person.press('Cancel')
    await openHistory(person)
    match(heads(person)[0]!, /^ping GitHub · \d+:\d\d:\d\d.* Cancelled · \d+ms$/)
    first.answer('too late')
    await person.settled()
    match(heads(person)[0]!, /Cancelled/)
    await person.run()
    await running.of('ping')
    await until(() => heads(person)[0]!.includes('Running'))
    running.calls.at(-1)!.answer('pong')
    await until(() => /^ping .* Finished · /.test(heads(person)[0]!))
    equal(heads(person).length, 2)
    equal(await axeProblems(person.runner), [])
  })

  it('runs again what was run, with the same arguments', async () => {
    const person = await listed('acme/one', 'acme/two')
    await person.choose('ping')
    await openHistory(person)
    await act(person, 'again', 1)
    await until(() => person.called.length === 3)
    equal((person.called[2] as { arguments: unknown }).arguments, { repository: 'acme/one' })
    equal(person.field('Repository').value, 'acme/one')
    ok(!person.find('#history')!.matches(':popover-open'))
    await until(() => person.focused === 'Run')
  })

  it('asks before it runs again what may destroy', async () => {
    const person = await meet()
    await person.choose('delete')
    await person.type('Branch', 'main')
    await person.run()
    await until(() => person.find('[part=confirmation]'))
    await person.press('Run it')
    await person.sees('Result')
    await openHistory(person)
    await act(person, 'again')
    await until(() => person.find('[part=confirmation]'))
    match(textOf(person.find('[part=confirmation]')!), '"branch": "main"')
    equal(person.called.length, 1)
    await until(() => person.runner.shadowRoot!.activeElement === person.find('[part=confirmation]'))
  })

  it('fills the form with what was run, to be changed, and runs nothing then', async () => {
    const person = await listed('acme/one')
    await person.type('Repository', 'acme/draft')
    await openHistory(person)
    await act(person, 'edit')
    equal(person.field('Repository').value, 'acme/one')
    equal([person.called.length, person.focused], [1, 'List issues'])
  })

  it('shows a result again, as long as the page is there', async () => {
    const person = await listed('acme/one', 'acme/two')
    await openHistory(person)
    await act(person, 'result', 1)
    await until(() => textOf(person.find('[part=result]')!).includes('acme/one'))
    cleanUp()
    const later = await meet({ tools: { github: TOOLS } })
    await openHistory(later)
    equal(heads(later).length, 2)
    equal(later.find('[data-action=result]'), null)
    await act(later, 'again', 1)
    await until(() => later.called.length === 1)
    equal((later.called[0] as { arguments: unknown }).arguments, { repository: 'acme/one' })
  })

  it('compares what two runs returned', async () => {
    const person = await listed('acme/one', 'acme/two')
    await openHistory(person)
    for (const box of person.all('.run-head input')) box.click()
    await person.settled()
    await person.press('Compare', '#history button')
    await person.sees('What they returned')
    const [older, newer] = ['del', 'ins'].map((kind) => person.all(`[part=history-compare] ${kind}`)[0]?.textContent)
    match(older!, '"acme/one"')
    match(newer!, '"acme/two"')
    ok(!older!.includes('acme/two'))
    equal(person.focused, 'Back to the runs')
    equal(await axeProblems(person.runner), [])
    await person.press('Back to the runs')
    equal(entries(person).length, 2)
  })

  it('pins, removes and clears', async () => {
    const person = await listed('acme/one', 'acme/two', 'acme/three')
    await openHistory(person)
    await act(person, 'pin', 2)
    equal(entries(person)[0]!.querySelector('[data-action=pin]')!.ariaPressed, 'true')
    match(textOf(entries(person)[0]!), 'acme/one')
    await act(person, 'remove', 1)
    await until(() => entries(person).length === 2)
    equal(person.said, 'Removed.')
    ok(person.focused.startsWith('Remove: List issues'), person.focused)
    await person.press('Clear all', '#history button')
    equal([entries(person).length, person.said, person.focused], [0, 'All runs were removed.', 'History'])
    ok(!JSON.stringify({ ...sessionStorage }).includes('history'))
  })

  it('keeps 50 runs, and those that are pinned', async () => {
    const { sessionId, serverId } = GITHUB
    const stored = Array.from({ length: 51 }, (_, n) => {
      const pinned = n === 50
      return {
        id: `${n}`,
        sessionId,
        serverId,
        name: 'ping',
        tool: `ping ${n}`,
        server: 'GitHub',
        at: 1000 - n,
        pinned,
      }
    })
    sessionStorage.setItem('mcp-plug:user:https://app.example/api/mcp', 'u-1')
    sessionStorage.setItem('mcp-plug:history:https://app.example/api/mcp', JSON.stringify(stored))
    const person = await meet()
    await person.choose('ping')
    await person.run()
    await person.sees('Finished')
    await openHistory(person)
    equal(entries(person).length, 51)
    match(heads(person)[0]!, /^ping 50 .* pinned$/)
    match(heads(person)[1]!, /^ping GitHub .* Finished/)
    match(heads(person)[50]!, /^ping 48 /)
  })

  it('is gone through by keyboard: the arrow keys go to the next run, Escape leaves', async () => {
    const person = await listed('acme/one', 'acme/two')
    await openHistory(person)
    const [newest, oldest] = person.all('[data-action=edit]')
    newest!.focus()
    await person.key('ArrowDown', newest!)
    ok(person.runner.shadowRoot!.activeElement === oldest)
    await person.key('ArrowUp', oldest!)
    ok(person.runner.shadowRoot!.activeElement === newest)
    await person.key('Escape', newest!)
    person.find('#history')!.hidePopover()
    await until(() => person.runner.shadowRoot!.activeElement === person.find('#history-button'))
  })

  it('is narrowed to the chosen tool', async () => {
    const person = await listed('acme/one')
    await person.choose('ping')
    await person.run()
    await until(() => person.called.length === 2)
    await openHistory(person)
    equal(entries(person).length, 2)
    named<HTMLInputElement>(person.runner, '#history input', 'Only ping').click()
    await person.settled()
    equal(heads(person).length, 1)
    match(heads(person)[0]!, 'ping')
    equal(await axeProblems(person.runner), [])
  })

  it('is one of several runners of a page, each with what is its', async () => {
    const person = await listed('acme/one')
    const client = person.runner.client!
    const other = await openTab(person, { tool: 'ping' })
    other.runner.client = client
    await other.settled()
    await until(() => other.find('#run:enabled'))
    await other.run()
    await until(() => person.called.length === 2)
    await openHistory(person)
    equal(heads(person).length, 2)
    person.find('#history')!.hidePopover()
    await openHistory(other)
    equal(heads(other).length, 1)
  })

  it('says why a run cannot be repeated', async () => {
    const person = await listed('acme/one')
    person.endpoint.setState(GITHUB.sessionId, 'FAILED')
    await openHistory(person)
    await person.sees('GitHub is not connected now, or has this tool no more.')
    equal(person.find('[data-action=again]'), null)
  })

  it('fits into 320 pixels, and reads from right to left', async () => {
    const person = await listed('acme/one', 'acme/two')
    person.runner.style.width = '320px'
    person.runner.dir = 'rtl'
    await openHistory(person)
    const panel = person.find('#history')!
    ok(panel.scrollWidth <= panel.clientWidth)
    for (const button of person.all('#history button')) ok(button.getBoundingClientRect().height >= 24, textOf(button))
    equal(await axeProblems(person.runner), [])
  })

  it('reads as well on a dark page', async () => {
    document.documentElement.style.colorScheme = 'dark'
    try {
      const person = await listed('acme/one')
      await openHistory(person)
      equal(await axeProblems(person.runner), [])
    } finally {
      document.documentElement.style.colorScheme = ''
    }
  })
})

describe('what the history keeps', () => {
  const LOGIN = fakeTool({
    name: 'login',
    annotations: { readOnlyHint: true },
    inputSchema: {
      type: 'object',
      properties: {
        user: { type: 'string' },
        pin: { type: 'string', format: 'password' },
        api_key: { type: 'string' },
      },
    },
  })

  it('is no secret, nor a result; and after a reload the person is asked for what is missing', async () => {
    const person = await meet({
      tools: { github: [LOGIN] },
      onCall: () => ({ content: [{ type: 'text', text: 'PRIVATE-RESULT' }] }),
    })
    await person.choose('login')
    await person.type('user', 'ada')
    await person.type('pin', '0000-1111')
    await person.type('api_key', 'S3CRET')
    await person.run()
    await person.sees('PRIVATE-RESULT')
    dispatchEvent(new Event('pagehide'))
    const stored = JSON.stringify({ ...sessionStorage })
    match(stored, 'ada')
    ok(!/0000-1111|S3CRET|PRIVATE/.test(stored), stored)
    await openHistory(person)
    await act(person, 'again')
    await until(() => person.called.length === 2, 'all of it, as long as the page is there')
    equal((person.called[1] as { arguments: object }).arguments, { user: 'ada', pin: '0000-1111', api_key: 'S3CRET' })

    cleanUp()
    const later = await meet({ tools: { github: [LOGIN] } })
    await openHistory(later)
    await later.sees('Secrets and long values are not kept: fill them in before you run it again.')
    equal(later.find('[data-action=again]'), null)
    equal(await axeProblems(later.runner), [])
    await act(later, 'edit')
    equal([later.field('user').value, later.field('pin').value], ['ada', ''])
  })

  it('is nobody else’s: not after signing out, and not of connections that the next person does not have', async () => {
    const person = await listed('acme/private')
    cleanUp()
    const stored = { ...sessionStorage } as Record<string, string>
    const others = fakeConnection({ serverName: 'GitHub', sessionId: 'session-of-another', toolsHash: '1' })
    const another = await meet({ connections: [others] })
    await openHistory(another)
    equal(entries(another).length, 0)
    cleanUp()

    for (const [key, value] of Object.entries(stored)) sessionStorage.setItem(key, value)
    const again = await meet()
    await openHistory(again)
    equal(entries(again).length, 1)
    again.endpoint.refuse('unauthenticated')
    again.endpoint.endStreams()
    await again.sees('You are not signed in to this site.')
    equal(JSON.stringify({ ...sessionStorage }), '{}')
    equal(person.called.length, 1)
  })

  it('of a run whose page was left is that its end is not known', async () => {
    const running = new Running()
    const person = await meet({ onCall: running.onCall })
    await person.choose('ping')
    await person.run()
    await running.of('ping')
    cleanUp()
    const later = await meet()
    await openHistory(later)
    match(heads(later)[0]!, 'Left before it ended')
  })

  it('is shown as text', async () => {
    const evil = '<img src=x onerror=alert(1)>'
    const person = await meet({ tools: { github: [{ ...PING, title: evil }, LIST_ISSUES] } })
    await person.choose('ping')
    await person.run()
    await person.sees('Result')
    await openHistory(person)
    match(heads(person)[0]!, evil)
    equal(person.find('img'), null)
  })
})
