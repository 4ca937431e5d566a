import { fakeConnection, fakeTool } from '../../../stories/fake-endpoint.ts'
import {
  afterEach,
  axeProblems,
  beforeEach,
  cleanUp,
  describe,
  equal,
  it,
  match,
  ok,
  textOf,
  until,
} from '../support.ts'
import { meet, NOTES, PING, TOOLS } from './person.ts'
import type { Person } from './person.ts'

const { clipboard } = navigator
let copied: string[] = []
const takeCopies = (write: (text: string) => Promise<void>) =>
  Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: write } })
beforeEach(() => {
  copied = []
  takeCopies(async (text) => void copied.push(text))
})
afterEach(() => void Object.defineProperty(navigator, 'clipboard', { configurable: true, value: clipboard }))

async function share(person: Person, choice: string): Promise<string> {
  if (!person.find('#share:popover-open')) {
    person.find('#share-button')!.click()
    await until(() => person.find('#share:popover-open'))
    await person.settled()
  }
  await person.press(choice, '[part=share-choice]')
  return copied.at(-1) ?? ''
}

async function filled(repository = 'acme/website'): Promise<Person> {
  const person = await meet()
  await person.choose('list')
  await person.type('Repository', repository)
  return person
}

const go = (hash: string) => history.replaceState(null, '', hash)
const link = (server: string, tool: string, values: unknown) =>
  `#${new URLSearchParams({ 'mcp-server': server, 'mcp-tool': tool, 'mcp-args': JSON.stringify(values) })}`

describe('sharing a call', () => {
  it('as a link, which fills the form where it is opened, and runs nothing', async () => {
    const person = await filled()
    const text = await share(person, 'Copy a link')
    ok(text.startsWith(`${location.origin}${location.pathname}`))
    equal([person.said, person.find('#share .note') && textOf(person.find('#share .note')!)], ['Copied.', 'Copied.'])
    equal(await axeProblems(person.runner), [])
    cleanUp()
    sessionStorage.clear()
    go(new URL(text).hash)
    const other = await meet()
    await other.sees('A link has filled in this form. Check it before you run it.')
    equal(other.field('Repository').value, 'acme/website')
    equal(other.endpoint.calls('callTool'), [])
    equal(await axeProblems(other.runner), [])
  })

  it('as arguments, as a request, as a configuration and as a command', async () => {
    const person = await filled("it's $HOME")
    equal(JSON.parse(await share(person, 'Copy arguments as JSON')), { repository: "it's $HOME" })
    equal(JSON.parse(await share(person, 'Copy JSON-RPC request')), {
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'list_issues', arguments: { repository: "it's $HOME" } },
    })
    equal(JSON.parse(await share(person, 'Copy mcpServers entry')), {
      mcpServers: { github: { type: 'http', url: 'https://github.example.com/mcp' } },
    })
    const command = await share(person, 'Copy cURL command')
    match(command, /^curl 'https:\/\/github\.example\.com\/mcp' \\\n/)
    match(command, `-H 'Authorization: Bearer YOUR_TOKEN'`)
    match(command, String.raw`"repository":"it'\''s $HOME"`)
  })

  it('has no secrets in it, and says so', async () => {
    const login = fakeTool({
      name: 'login',
      annotations: { readOnlyHint: true },
      inputSchema: { type: 'object', properties: { user: { type: 'string' }, access_token: { type: 'string' } } },
    })
    const person = await meet({ tools: { github: [login] } })
    await person.choose('login')
    await person.type('user', 'ada')
    await person.type('access_token', 'S3CRET')
    for (const choice of ['Copy a link', 'Copy arguments as JSON', 'Copy JSON-RPC request', 'Copy cURL command']) {
      const text = await share(person, choice)
      match(text, 'ada')
      ok(!text.includes('S3CRET'), text)
      equal(person.said, 'Copied, without what looks like a secret.')
    }
  })

  it('says where a link would be too long', async () => {
    const person = await filled('x'.repeat(10_000))
    await share(person, 'Copy a link')
    equal([copied, person.said], [[], 'These arguments are too long for a link. Copy them as JSON instead.'])
  })

  it('leaves the text to be copied by hand where the browser does not allow it', async () => {
    takeCopies(() => Promise.reject(new DOMException('no', 'NotAllowedError')))
    const person = await filled()
    await share(person, 'Copy arguments as JSON')
    await person.sees('The browser did not allow to copy. Copy it from here:')
    match(person.find<HTMLTextAreaElement>('#share textarea')!.value, 'acme/website')
    equal(await axeProblems(person.runner), [])
  })

  it('is done by keyboard alone, and left by Escape', async () => {
    const person = await filled()
    const button = person.find('#share-button')!
    button.focus()
    equal(button.getAttribute('popovertarget'), 'share')
    button.click()
    await until(() => person.find('#share:popover-open'))
    await person.settled()
    equal(person.focused, 'Share')
    for (const choice of person.all('[part=share-choice]')) ok(choice.tabIndex === 0 && choice.matches('button'))
    await person.key('Escape', person.find('[part=share-choice]')!)
    equal(person.called, [])
  })

  it('fits into 320 pixels, from right to left', async () => {
    const person = await filled()
    person.runner.style.width = '320px'
    person.runner.dir = 'rtl'
    await share(person, 'Copy a link')
    const panel = person.find('#share')!
    ok(panel.scrollWidth <= panel.clientWidth)
    equal(await axeProblems(person.runner), [])
  })
})

describe('a link to a tool', () => {
  it('is followed when it comes later, too', async () => {
    const person = await meet({ connections: [NOTES], tools: { notes: TOOLS } })
    location.hash = link('notes', 'list_issues', { repository: 'acme/later' })
    await person.sees('A link has filled in this form.')
    equal(person.field('Repository').value, 'acme/later')
    equal(person.said, 'A link has filled in this form. Check it before you run it.')
    await person.choose('ping')
    ok(!person.text.includes('A link has filled in'), 'it was about another tool')
  })

  it('does not undo after a reload what was typed since', async () => {
    go(link('github', 'list_issues', { repository: 'acme/linked' }))
    const person = await meet()
    await person.type('Repository', 'acme/typed')
    cleanUp()
    const later = await meet()
    equal(later.field('Repository').value, 'acme/typed')
  })

  it('waits for its server, and says so', async () => {
    go(link('notes', 'ping', {}))
    const notes = fakeConnection({ serverName: 'Notes', toolsHash: '1', state: 'FAILED' })
    const person = await meet({ connections: [notes], tools: { notes: [PING] } })
    await person.sees('The link on this page is to the tool ping of notes, which is not connected.')
    equal(await axeProblems(person.runner), [])
    person.endpoint.setState(notes.sessionId, 'CONNECTED')
    await person.sees('A link has filled in this form.')
    match(person.text, 'Notes · ping')
  })

  for (const [why, hash, words] of [
    [
      'an unknown tool',
      link('github', '<b>no\u202esuch</b>', {}),
      String.raw`to a tool that GitHub does not have: <b>no\u202esuch</b>.`,
    ],
    [
      'no arguments',
      '#mcp-server=github&mcp-tool=ping&mcp-args=%5B1%5D',
      'The link to a tool on this page cannot be read.',
    ],
    ['broken JSON', '#mcp-server=github&mcp-tool=ping&mcp-args=%7B', 'The link to a tool on this page cannot be read.'],
    [
      'numbers that would be rounded',
      '#mcp-server=github&mcp-tool=ping&mcp-args={"n":12345678901234567890}',
      'cannot be read',
    ],
    ['no server', '#mcp-tool=ping', 'The link to a tool on this page cannot be read.'],
    ['far too much', link('github', 'ping', { text: 'x'.repeat(30_000) }), 'cannot be read'],
  ] as const) {
    it(`says so where it has ${why}`, async () => {
      go(hash)
      const person = await meet()
      await person.sees(words)
      equal(person.find('[part=tool-title]'), null)
      equal(person.find('[part=link-note] b'), null)
    })
  }

  it('is for runners of its tool, its server and its connection only', async () => {
    go(link('github', 'ping', {}))
    for (const attributes of [{ tool: 'list_issues' }, { server: 'notes' }, { sessionId: 'another' }]) {
      const person = await meet(
        { connections: [NOTES, fakeConnection({ serverName: 'GitHub', toolsHash: '1' })] },
        attributes,
      )
      await person.settled()
      ok(!/link/i.test(person.text), JSON.stringify(attributes))
      cleanUp()
    }
    const fixed = await meet({}, { tool: 'ping' })
    await fixed.sees('A link has filled in this form.')
  })

  it('is left alone where the page does not want it', async () => {
    go(link('github', 'list_issues', { repository: 'acme/website' }))
    const person = await meet({}, { withoutLink: true })
    equal(person.find('[part=tool-title]'), null)
    await person.choose('list')
    equal(person.field('Repository').value, '')
    person.find('#share-button')!.click()
    await until(() => person.find('#share:popover-open'))
    await person.settled()
    ok(!textOf(person.find('#share')!).includes('link'))
  })
})
