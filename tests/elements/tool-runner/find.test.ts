import { fakeConnection, fakeTool } from '../../../stories/fake-endpoint.ts'
import type { ToolInfo } from '../../../shared/mcp.ts'
import { axeProblems, describe, equal, it, match, ok, textOf, until } from '../support.ts'
import { CREATE_ISSUE, DELETE_BRANCH, GITHUB, LIST_ISSUES, meet, PING } from './person.ts'
import type { Person } from './person.ts'

const SERVERS = Array.from({ length: 10 }, (_, n) => fakeConnection({ serverName: `Server ${n}`, toolsHash: '1' }))

/** 100 tools of a server: 40 that list, 40 that get, 20 that stand alone. */
const hundred = (server: number): ToolInfo[] =>
  Array.from({ length: 100 }, (_, n) => {
    const verb = n < 40 ? 'list' : n < 80 ? 'get' : `verb${n}`
    return fakeTool({
      name: `${verb}_thing_${server}_${n}`,
      description: server === 7 && n === 77 ? 'Feeds the unicorn.' : '',
    })
  })

const thousand = () =>
  meet({
    connections: SERVERS,
    tools: Object.fromEntries(SERVERS.map(({ serverId }, n) => [serverId, hundred(n)])),
  })

const groups = (person: Person) =>
  person.all('[role=group]').map((group) => textOf(person.find(`#${group.getAttribute('aria-labelledby')}`)!))

const inSight = (person: Person, element: Element) => {
  const list = person.find('[role=listbox]')!.getBoundingClientRect()
  const { top, bottom } = element.getBoundingClientRect()
  return top >= list.top - 1 && bottom <= list.bottom + 1
}

async function scrollTo(person: Person, share: number): Promise<void> {
  const list = person.find('[role=listbox]')!
  list.scrollTop = list.scrollHeight * share
  // A page in the background gets no event of its own.
  list.dispatchEvent(new Event('scroll'))
  await person.settled()
}

describe('finding one of 1,000 tools of 10 servers', () => {
  // Rows need not be whole pixels high, and a page may be shown smaller.
  for (const look of ['', 'font-size: 15.3px', 'transform: scale(0.5)']) {
    it(`renders the rows in sight only, wherever the person scrolls ${look}`, async () => {
      const person = await thousand()
      person.runner.style.cssText += look
      equal(person.search.getAttribute('aria-label'), 'Search 1,000 tools')
      equal(person.find('[role=option]')!.getAttribute('aria-setsize'), '1000')
      const list = person.find('[role=listbox]')!
      const whole = list.scrollHeight
      const seen = new Set<string>()
      for (const share of [0, 0.25, 0.5, 0.75, 1]) {
        await scrollTo(person, share)
        ok(person.options.length < 120, `${person.options.length} options at ${share}`)
        ok(person.all('*').length < 1_500, `${person.all('*').length} elements at ${share}`)
        ok(Math.abs(list.scrollHeight - whole) < 2, 'the height of all stays')
        const box = list.getBoundingClientRect()
        const middle = person.runner.shadowRoot!.elementFromPoint(box.x + 40, box.y + box.height / 2)!
        const row = middle.closest('[role=option], .group')
        ok(row, `there is a row in the middle at ${share}`)
        seen.add(textOf(row))
      }
      equal(seen.size, 5)
      await scrollTo(person, 1)
      equal(person.all('[role=option]').at(-1)!.getAttribute('aria-posinset'), '1000')
      equal(await axeProblems(person.runner), [])
    })

    it(`brings the active one into sight ${look}`, async () => {
      const person = await thousand()
      person.runner.style.cssText += look
      person.search.focus()
      const list = person.find('[role=listbox]')!
      for (const key of ['ArrowUp', 'PageUp', 'PageUp', 'Home', 'PageDown', 'PageDown', 'PageDown', 'End', 'ArrowUp']) {
        await person.key(key)
        const active = person.find('.active')!
        ok(inSight(person, active), `${person.active} after ${key}`)
        const heading = active.closest('[role=group]')!.querySelector('.group')!.getBoundingClientRect()
        ok(active.getBoundingClientRect().top > heading.bottom - 1, `${person.active} is below its heading`)
      }
      ok(list.scrollTop > 30_000)
    })
  }

  it('has groups by server, and by first word where a server has very many', async () => {
    const person = await thousand()
    equal(groups(person).slice(0, 2), ['Server 0: list, 40', 'Server 0: get, 40'])
    await person.searchFor('verb')
    equal(groups(person)[0], 'Server 0, 20')
    equal(person.said, '200 of 1,000 tools')
  })

  it('reaches the last one, and any one, by keyboard alone', async () => {
    const person = await thousand()
    person.search.focus()
    await person.key('ArrowUp')
    equal(person.active, 'verb99_thing_9_99')
    ok(inSight(person, person.find('.active')!), 'the last one is in sight')
    await person.key('Home')
    equal(person.active, 'list_thing_0_0')
    ok(inSight(person, person.find('.active')!), 'the first one is in sight')
    for (let n = 0; n < 3; n++) await person.key('PageDown')
    equal(person.active, 'list_thing_0_30')
    ok(inSight(person, person.find('.active')!))
    await person.key('PageUp')
    await person.key('ArrowDown')
    equal(person.active, 'list_thing_0_21')
    await person.searchFor('unicorn')
    equal(person.options, ['get_thing_7_77'])
    equal(person.said, '1 of 1,000 tools')
    await person.key('Enter')
    equal(person.focused, 'get_thing_7_77')
    match(person.text, 'Server 7 · get_thing_7_77')
  })
})

describe('the order of what is found', () => {
  const named = (...names: string[]) => meet({ tools: { github: names.map((name) => fakeTool({ name })) } })

  it('has whole names first, then starts, words, letters within, and descriptions last', async () => {
    const tools = [
      fakeTool({ name: 'other', description: 'Makes an issue.' }),
      fakeTool({ name: 'reissue' }),
      fakeTool({ name: 'list_issues' }),
      fakeTool({ name: 'close_issue' }),
      fakeTool({ name: 'issue_list' }),
      fakeTool({ name: 'issue' }),
    ]
    const person = await meet({ tools: { github: tools } })
    await person.searchFor('issue')
    equal(person.options, ['issue', 'issue_list', 'close_issue', 'list_issues', 'reissue', 'other'])
    equal(person.said, '6 of 6 tools')
  })

  it('takes several words in any order, initials, camel case, accents and scattered letters', async () => {
    const person = await named('list_issues', 'create_issue', 'createPullRequest', 'résumé_read', 'lint_it')
    for (const [query, found] of [
      ['create issue', ['create_issue']],
      ['issue create', ['create_issue']],
      ['li', ['list_issues', 'lint_it']],
      ['cpr', ['createPullRequest']],
      ['pull', ['createPullRequest']],
      ['RESUME', ['résumé_read']],
      ['lsisu', ['list_issues']],
    ] as const) {
      await person.searchFor(query)
      equal(person.options, found, query)
    }
  })

  it('has the server with the best match first', async () => {
    const notes = fakeConnection({ serverName: 'Notes', toolsHash: '1' })
    const person = await meet({
      connections: [GITHUB, notes],
      tools: { github: [fakeTool({ name: 'list_notes' })], notes: [fakeTool({ name: 'notes' })] },
    })
    await person.searchFor('notes')
    equal(groups(person), ['Notes, 1', 'GitHub, 1'])
    equal(person.active, 'notes')
  })

  it('shows what it has found in a name, and makes no markup of it', async () => {
    const person = await named('<b>bold</b>_move', 'list_issues')
    await person.searchFor('b>bo')
    equal(person.options, ['<b>bold</b>_move'])
    equal(
      person.all('mark').map((mark) => mark.textContent),
      ['b>bo'],
    )
    equal(person.find('[role=option] b'), null)
    await person.searchFor('iss li')
    equal(
      person.all('mark').map((mark) => mark.textContent),
      ['li', 'iss'],
    )
  })

  it('says that nothing is found, and leads back', async () => {
    const person = await named('ping')
    await person.searchFor('nothing like it')
    await person.sees('No tool has all of these words.')
    equal(person.said, '0 of 1 tool')
    equal(await axeProblems(person.runner), [])
    await person.press('Show all tools')
    equal([person.search.value, person.options, person.focused], ['', ['ping'], 'Search 1 tool'])
    await person.searchFor('nothing')
    await person.key('Escape')
    equal([person.search.value, person.options], ['', ['ping']])
  })
})

describe('what a tool is in the list', () => {
  it('is told by badges', async () => {
    const changes = [{ field: 'title', after: 'New' }] as const
    const person = await meet({
      onCall: () => new Promise(() => {}),
      tools: {
        github: [
          LIST_ISSUES,
          CREATE_ISSUE,
          DELETE_BRANCH,
          fakeTool({ name: 'unknown' }),
          fakeTool({ name: 'web', annotations: { readOnlyHint: true, openWorldHint: true } }),
          { ...PING, name: 'locked', policy: 'block' },
          { ...PING, name: 'new', changes },
          PING,
        ],
      },
    })
    await person.choose('ping')
    await person.run()
    await person.key('Escape', person.search)
    await until(() => person.options.at(-1)?.includes('running'), 'the badge', 8_000)
    equal(person.options, [
      'List issues read-only',
      'create_issue writes',
      'delete_branch destroys',
      'unknown',
      'web read-only reaches other systems',
      'locked blocked read-only',
      'new changed read-only',
      'ping running read-only',
    ])
    equal(await axeProblems(person.runner), [])
  })
})

describe('the slash', () => {
  const slash = (target: Element) =>
    target.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, composed: true, cancelable: true }))

  it('goes to the search from within the runner, where nothing is typed, and nowhere else', async () => {
    const person = await meet()
    await person.choose('list')
    equal(slash(document.body), true, 'it is the page’s elsewhere')
    equal(person.focused, 'List issues')
    equal(slash(person.find('#tool-title')!), false)
    equal(person.focused, 'Search 5 tools')
    person.field('Repository').focus()
    equal(slash(person.field('Repository')), true, 'it is typed there')
    ok(person.runner.shadowRoot!.activeElement === person.form)
  })

  it('opens the list where that is folded away', async () => {
    const person = await meet()
    await person.choose('list')
    person.runner.style.width = '320px'
    await until(() => person.search.getBoundingClientRect().width === 0)
    slash(person.find('#tool-title')!)
    await until(() => person.find('#tools')!.matches(':popover-open'))
    equal(person.focused, 'Search 5 tools')
  })
})

describe('the list from right to left', () => {
  it('has its rows in place', async () => {
    const person = await meet()
    person.runner.dir = 'rtl'
    await person.choose('list')
    const list = person.find('[role=listbox]')!.getBoundingClientRect()
    for (const option of person.all('[role=option]')) {
      const { left, right } = option.getBoundingClientRect()
      ok(left >= list.left - 1 && right <= list.right + 1)
    }
    ok(person.find('.tools')!.getBoundingClientRect().left > person.find('.tool')!.getBoundingClientRect().left)
    equal(await axeProblems(person.runner), [])
  })
})
