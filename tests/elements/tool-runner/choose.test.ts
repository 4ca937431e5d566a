import { fail, fakeConnection, fakeTool } from '../../../stories/fake-endpoint.ts'
import { axeProblems, cleanUp, describe, equal, it, match, ok, textOf, until } from '../support.ts'
import { GITHUB, LIST_ISSUES, meet, NOTES, PING, TOOLS } from './person.ts'

describe('choosing a tool', () => {
  it('lists the tools of every connection, with what they claim to do', async () => {
    const person = await meet({ connections: [GITHUB, NOTES], tools: { github: TOOLS, notes: [PING] } })
    equal(person.options, [
      'List issues read-only',
      'delete_branch destroys',
      'ping read-only',
      'mystery',
      'create_issue writes',
      'ping read-only',
    ])
    equal(
      person.all('[role=group]').map((group) => textOf(person.find(`#${group.getAttribute('aria-labelledby')}`)!)),
      ['GitHub, 5', 'Notes, 1'],
    )
    equal(await axeProblems(person.runner), [])
  })

  it('is done by keyboard alone', async () => {
    const person = await meet()
    await person.key('ArrowDown')
    equal(person.active, 'List issues read-only')
    await person.key('ArrowUp')
    equal(person.active, 'create_issue writes')
    await person.key('Home')
    equal(person.active, 'List issues read-only')
    await person.key('End')
    equal(person.active, 'create_issue writes')
    await person.key('ArrowUp')
    await person.key('Enter')
    equal(person.focused, 'mystery')
    equal(person.all('[aria-selected=true]').map(textOf), ['mystery'])
    match(person.text, /mystery Share GitHub · mystery · effects unknown/)
    equal(await axeProblems(person.runner), [])
  })

  it('clamps a long description', async () => {
    const person = await meet()
    await person.choose('list')
    ok(!person.text.includes('Pull requests are issues too.'))
    await person.press('more')
    match(person.text, 'Pull requests are issues too.')
    await person.press('less')
    ok(!person.text.includes('Pull requests are issues too.'))
  })

  it('shows hostile names and descriptions as text', async () => {
    const name = '<img src=x onerror=alert(1)>'
    const person = await meet({
      tools: { github: [fakeTool({ name: 'evil', title: name, description: `${name} <script>1</script>` })] },
    })
    await person.choose('evil')
    match(person.text, `${name} Share GitHub · evil · effects unknown ${name} <script>1</script>`)
    equal(person.find('img, script'), null)
  })

  it('keeps what was typed for each tool, in the page and over a reload, but no secrets in storage', async () => {
    const login = fakeTool({
      name: 'login',
      annotations: { readOnlyHint: true },
      inputSchema: { type: 'object', properties: { user: { type: 'string' }, api_key: { type: 'string' } } },
    })
    const vault = fakeTool({
      name: 'vault',
      annotations: { readOnlyHint: true },
      inputSchema: { type: 'object', properties: { pin: { type: 'string', format: 'password' } } },
    })
    const tools = { github: [login, vault, PING] }
    const person = await meet({ tools })
    await person.choose('login')
    await person.type('user', 'ada')
    await person.type('api_key', 'S3CRET')
    await person.choose('vault')
    await person.type('pin', '0000')
    await person.choose('login')
    equal([person.field('user').value, person.field('api_key').value], ['ada', 'S3CRET'])
    dispatchEvent(new Event('pagehide'))
    const stored = JSON.stringify({ ...sessionStorage })
    match(stored, 'ada')
    ok(!/S3CRET|0000/.test(stored), stored)

    cleanUp()
    const later = await meet({ tools })
    await later.choose('login')
    equal([later.field('user').value, later.field('api_key').value], ['ada', ''])
  })

  it('is not undone by a reload, and runs nothing then', async () => {
    const person = await meet()
    await person.choose('list')
    cleanUp()
    const later = await meet()
    equal(later.find('[part=tool-title]') && textOf(later.find('[part=tool-title]')!), 'List issues')
    equal(later.focused, '')
    equal(later.endpoint.calls('callTool'), [])
    cleanUp()
    // Where the page says what to show, it is not asked about.
    const other = fakeConnection({ serverName: 'Other', toolsHash: '1' })
    const connections = [GITHUB, other]
    for (const attributes of [{ sessionId: GITHUB.sessionId }, { tool: 'no_such' }, { server: 'other' }]) {
      const fixed = await meet({ connections }, attributes)
      equal(fixed.find('[part=tool-title]'), null)
      cleanUp()
    }
    // What is chosen among the tools of one server is kept apart.
    const narrow = await meet({ connections, tools: { github: TOOLS, other: [PING] } }, { server: 'other' })
    await narrow.choose('ping')
    cleanUp()
    const again = await meet({ connections })
    equal(textOf(again.find('[part=tool-title]')!), 'List issues')
  })

  it('is a heading below the card’s, or below the page’s own', async () => {
    const headings = (runner: Element) =>
      [...runner.shadowRoot!.querySelectorAll('[role=heading]')]
        .filter((one) => one.checkVisibility())
        .map((one) => [textOf(one), one.ariaLevel])
    const { runner } = await meet({}, { tool: 'ping' })
    equal(headings(runner), [
      ['Run a tool', '2'],
      ['ping', '3'],
    ])
    const own = document.createElement('h3')
    own.slot = 'heading'
    runner.append(own)
    runner.requestUpdate()
    await runner.updateComplete
    equal(headings(runner), [['ping', '4']])
  })

  it('has the list in a popover where it is narrow', async () => {
    const person = await meet()
    person.runner.style.width = '320px'
    await until(() => person.search.getBoundingClientRect().width === 0, 'the list to go')
    const picker = person.find<HTMLButtonElement>('[part=picker]')!
    equal(textOf(picker), 'Choose a tool 5 tools')
    picker.click()
    await until(() => person.runner.shadowRoot!.activeElement === person.search, 'the search field to have the focus')
    equal(await axeProblems(person.runner), [])
    await person.choose('list')
    equal(person.find('#tools')!.matches(':popover-open'), false)
    equal(person.focused, 'List issues')
    equal(textOf(picker), 'List issues 5 tools')
    ok(person.runner.scrollWidth <= 320)
    equal(await axeProblems(person.runner), [])
  })
})

describe('a tool that is named', () => {
  it('needs no list, and is filled with the page’s arguments', async () => {
    const person = await meet(
      {},
      { server: 'github', tool: 'list_issues', toolArguments: { repository: 'acme/website' } },
    )
    equal(person.find('[role=combobox]'), null)
    equal(person.field('Repository').value, 'acme/website')
    await person.type('Repository', 'acme/other')
    person.runner.toolArguments = { repository: 'acme/website' }
    await person.settled()
    equal(person.field('Repository').value, 'acme/other', 'equal arguments change nothing')
    person.runner.toolArguments = { repository: 'acme/third' }
    await person.settled()
    equal(person.field('Repository').value, 'acme/third')
    equal(person.endpoint.calls('callTool'), [], 'a page’s arguments run nothing')
  })

  it('is chosen by the person where two accounts have it', async () => {
    const accounts = ['work', 'home'].map((account) =>
      fakeConnection({ serverName: 'GitHub', sessionId: account, account, toolsHash: '1' }),
    )
    const person = await meet(
      { connections: accounts, tools: { github: TOOLS } },
      { server: 'github', tool: 'list_issues' },
    )
    equal(person.options, ['List issues read-only', 'List issues read-only'])
    match(person.text, /GitHub \(work\), 1 .* GitHub \(home\), 1/)
    person.runner.sessionId = 'home'
    await until(() => person.find('[part=tool-title]') && !person.find('[role=combobox]'))
    match(person.text, 'GitHub (home) · list_issues')
  })

  it('is said to be missing', async () => {
    await (await meet({}, { tool: 'no_such' })).sees('No connected server has a tool named no_such.')
  })
})

describe('connections without tools to show', () => {
  it('asks to connect a server first', async () => {
    const person = await meet({ connections: [] })
    await person.sees('Connect a server first')
    equal(await axeProblems(person.runner), [])
  })

  it('says that the server asked for is not connected', async () => {
    await (await meet({}, { server: 'notes' })).sees('This server is not connected. Connect it first.')
  })

  it('says which server has none, and which cannot list them; and tries again when asked', async () => {
    let broken = true
    const person = await meet({
      connections: [GITHUB, NOTES],
      methods: {
        listTools: ({ sessionId }) =>
          sessionId === GITHUB.sessionId ? { tools: [] } : broken ? fail('upstream_timeout') : { tools: [LIST_ISSUES] },
      },
    })
    await person.sees('GitHub has no tools.')
    await person.sees('Notes: its tools could not be listed.')
    equal(await axeProblems(person.runner), [])
    broken = false
    await person.press('Try again')
    await until(() => person.options.length === 1)
  })

  it('keeps the form and says why it cannot run when the connection is lost', async () => {
    const person = await meet()
    await person.choose('list')
    await person.type('Repository', 'acme/website')
    person.endpoint.setState(GITHUB.sessionId, 'FAILED')
    await person.sees('GitHub is not connected now. What you entered is kept.')
    equal(person.field('Repository').value, 'acme/website')
    equal(person.find<HTMLButtonElement>('[part=run-button]')!.disabled, true)
    equal(await axeProblems(person.runner), [])
    person.endpoint.setState(GITHUB.sessionId, 'CONNECTED')
    await until(() => !person.find<HTMLButtonElement>('[part=run-button]')!.disabled)
  })

  it('forgets everything of a person who is signed out', async () => {
    const person = await meet()
    await person.choose('list')
    await person.type('Repository', 'acme/private')
    person.endpoint.refuse('unauthenticated')
    person.endpoint.breakStreams()
    await person.sees('You are not signed in to this site.')
    ok(!person.text.includes('List issues'))
    equal(JSON.stringify({ ...sessionStorage }), '{}')
  })
})
