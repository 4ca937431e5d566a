import type { CallToolResult, ToolInfo } from '../../../shared/mcp.ts'
import { fail, fakeTool } from '../../../stories/fake-endpoint.ts'
import type { FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
import type { McpStore } from '../../../elements/core/store.ts'
import type { McpToolRunner } from '../../../elements/tool-runner/tool-runner.ts'
import { axeProblems, describe, equal, it, match, named, ok, textOf, until } from '../support.ts'
import { CREATE_ISSUE, DELETE_BRANCH, GITHUB, meet, PING, signal } from './person.ts'
import type { Person } from './person.ts'

async function asked(branch = 'main', options: FakeEndpointOptions = {}): Promise<Person> {
  const person = await meet(options)
  await person.choose('delete')
  await person.type('Branch', branch)
  await person.run()
  await person.sees('Run delete_branch on GitHub?')
  return person
}

/** Whether a tool runs at once, or asks first. */
async function asks(
  tool: string,
  confirm: McpToolRunner['confirm'] = 'auto',
  options: FakeEndpointOptions = {},
): Promise<boolean> {
  const person = await meet(options, { confirm })
  await person.choose(tool)
  await person.run()
  await until(() => person.find('[part=confirmation]') ?? person.find('[part=result]'))
  return person.find('[part=confirmation]') !== null
}

describe('asking before a tool runs', () => {
  it('shows the exact arguments, and runs nothing by itself', async () => {
    const person = await asked()
    match(person.text, /may delete or overwrite data\..*\{ "branch": "main" \}/)
    ok(person.runner.matches(':state(confirming)'))
    equal(person.runner.shadowRoot!.activeElement, person.find('[part=confirmation]'))
    equal(person.endpoint.calls('callTool'), [])
    equal(await axeProblems(person.runner), [])
  })

  it('runs what was shown once the person agrees', async () => {
    const person = await asked()
    await person.press('Run it')
    await person.sees('Result')
    equal(person.called, [
      {
        sessionId: GITHUB.sessionId,
        name: 'delete_branch',
        arguments: { branch: 'main' },
        approval: DELETE_BRANCH.hash,
        detached: true,
      },
    ])
    equal(person.focused, 'Run')
  })

  it('runs nothing when the person declines, by button or by Escape', async () => {
    const person = await asked()
    await person.press('Do not run')
    equal(person.focused, 'Run')
    await person.run()
    await person.key('Escape', await until(() => person.find('[part=confirmation]')))
    equal(person.find('[part=confirmation]'), null)
    equal(person.field('Branch').value, 'main')
    equal(person.endpoint.calls('callTool'), [])
  })

  it('is not answered by the keys that asked', async () => {
    const person = await asked()
    await person.key('Enter', person.find('[part=confirmation]')!, { ctrlKey: true })
    await person.key('Enter', person.field('Branch'), { ctrlKey: true })
    equal(person.endpoint.calls('callTool'), [])
  })

  it('ends when the arguments change', async () => {
    const person = await asked()
    await person.type('Branch', 'release')
    equal(person.find('[part=confirmation]'), null)
  })

  it('ends when the tool changes', async () => {
    let tool = DELETE_BRANCH
    const person = await asked('main', { methods: { listTools: () => ({ tools: [tool] }) } })
    tool = { ...DELETE_BRANCH, description: 'Deletes everything.', hash: 'another' }
    const { sessionId, serverId } = GITHUB
    person.endpoint.emit({ type: 'tools_changed', sessionId, serverId, timestamp: 1, toolCount: 1, toolsHash: '2' })
    await person.sees('Deletes everything.')
    equal(person.find('[part=confirmation]'), null)
    equal(person.field('Branch').value, 'main')
  })

  it('makes characters visible that would hide or reorder others', async () => {
    const person = await asked('main\u202egpj.exe')
    match(textOf(person.find('[part=confirmation] pre')!), String.raw`"branch": "main\u202egpj.exe"`)
    await person.press('Run it')
    await until(() => person.endpoint.calls('callTool').length === 1)
    equal((person.endpoint.calls('callTool')[0] as { arguments: unknown }).arguments, { branch: 'main\u202egpj.exe' })
  })

  it('is for tools that say they destroy, or say nothing; and for all where the page wants that', async () => {
    equal(await asks('mystery'), true, 'no hints')
    equal(await asks('ping'), false, 'read-only')
    equal(await asks('create_issue'), false, 'only adds')
    equal(await asks('ping', 'always'), true, 'confirm="always"')
    const both = fakeTool({ name: 'ping', annotations: { readOnlyHint: true, destructiveHint: true } })
    equal(await asks('ping', 'auto', { tools: { github: [both] } }), true, 'hints that contradict each other')
  })
})

describe('what the person wants of a tool', () => {
  it('is kept: a tool that only reads is asked about where they want that', async () => {
    const person = await meet({ tools: { github: [{ ...PING, policy: 'ask' }] } })
    await person.choose('ping')
    await person.run()
    await person.sees('You want to be asked before this tool runs.')
    equal(person.called, [])
    equal(await axeProblems(person.runner), [])
  })

  it('is kept: a tool that may destroy runs unasked where they have allowed it', async () => {
    equal(await asks('mystery', 'auto', { tools: { github: [fakeTool({ name: 'mystery', policy: 'allow' })] } }), false)
  })

  it('can be told with the consent, for the tool as it was shown; it is not chosen before', async () => {
    let policy: ToolInfo['policy'] = 'ask'
    const person = await asked('main', {
      methods: {
        listTools: () => ({ tools: [{ ...DELETE_BRANCH, policy }] }),
        setToolPolicy: (params) => {
          policy = params.policy
          return {}
        },
      },
    })
    const always = named<HTMLInputElement>(person.runner, '[part=confirmation] input', 'Always allow this tool')
    equal([always.checked, always.tabIndex], [false, 0])
    always.click()
    await person.press('Run it')
    await person.sees('Result')
    equal(person.endpoint.calls('setToolPolicy'), [
      { sessionId: GITHUB.sessionId, name: 'delete_branch', policy: 'allow', hash: DELETE_BRANCH.hash },
    ])
    const { store } = person.runner as unknown as { store: McpStore }
    await until(() => store.tools(GITHUB.sessionId)![0]!.policy === 'allow')
    await person.settled()
    await person.run()
    await until(() => person.called.length === 2)
    equal(person.find('[part=confirmation]'), null)
  })

  it('is said where it could not be kept; the tool runs all the same', async () => {
    const answered = signal<CallToolResult>()
    const person = await asked('main', {
      onCall: () => answered.promise,
      methods: { setToolPolicy: () => fail('store_unavailable') },
    })
    named<HTMLInputElement>(person.runner, '[part=confirmation] input', 'Always allow').click()
    await person.press('Run it')
    await until(() => person.called.length === 1)
    await until(() => person.said === 'What you want of this tool could not be kept.')
    answered.resolve({ content: [{ type: 'text', text: 'deleted' }] })
    await person.sees('deleted')
  })

  it('has no use where the page asks every time', async () => {
    const person = await meet({}, { confirm: 'always' })
    await person.choose('ping')
    await person.run()
    await person.sees('You are asked before every run here.')
    equal(person.find('#always'), null)
  })

  it('blocks a tool, says so, and can be undone', async () => {
    let policy: ToolInfo['policy'] = 'block'
    const person = await meet({
      methods: {
        listTools: () => ({ tools: [{ ...PING, policy }] }),
        setToolPolicy: (params) => {
          policy = params.policy
          return {}
        },
      },
    })
    await person.choose('ping')
    await person.sees('You have blocked this tool of GitHub.')
    equal(person.find<HTMLButtonElement>('#run')!.disabled, true)
    person.runner.run()
    await person.key('Enter', person.form, { ctrlKey: true })
    equal(person.called, [])
    equal(await axeProblems(person.runner), [])
    await person.press('Unblock it')
    await until(() => !person.find<HTMLButtonElement>('#run')!.disabled)
    equal(person.said, 'The tool is not blocked any more. You are asked before it runs.')
    await until(() => person.focused === 'Run')
    await person.run()
    await until(() => person.find('[part=confirmation]'))
  })
})

describe('a tool that has changed since it was approved', () => {
  const CHANGED: ToolInfo = {
    ...PING,
    policy: 'ask',
    hash: 'another',
    description: 'Deletes everything.',
    changes: [
      { field: 'description', before: 'Says pong.', after: 'Deletes everything\u202e.' },
      {
        field: 'inputSchema',
        before: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' }, c: { type: 'string' } } },
        after: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' }, c: { type: 'number' } } },
      },
      { field: 'title', after: '<b>Ping</b>' },
    ],
  }
  const ran = { sessionId: GITHUB.sessionId, name: 'ping', arguments: {}, approval: 'another', detached: true }

  const sides = (person: Person) =>
    person.all('.changes dd').map((side) => side.textContent.replace(/\s+/g, ' ').trim())

  it('is asked about, though it says that it only reads, with what was and what is', async () => {
    const person = await meet({ tools: { github: [CHANGED] } })
    await person.choose('ping')
    await person.run()
    await person.sees('This tool has changed since you approved it.')
    equal(person.endpoint.calls('callTool'), [])
    equal(person.all('.changes dt').map(textOf), ['Description', 'Input schema', 'Title'])
    equal(sides(person).slice(0, 2), ['Before Says pong.', String.raw`Now Deletes everything\u202e.`])
    equal(sides(person).slice(2, 4), [
      'Before … }, "c": { "type": "string" } } …',
      'Now … }, "c": { "type": "number" } } …',
    ])
    equal(sides(person).slice(4), ['Before none', 'Now <b>Ping</b>'])
    equal(await axeProblems(person.runner), [])
    await person.press('Approve and run')
    await person.sees('Result')
    equal(person.called, [ran])
  })

  it('is asked about again where the server says so, once the new one is known', async () => {
    const person = await meet({ tools: { github: [PING] } })
    await person.choose('ping')
    person.endpoint.setTools('github', [CHANGED])
    await person.run()
    await person.sees('This tool has changed since you approved it.')
    await until(() => person.find('[part=confirmation]'))
    await person.settled()
    ok(person.runner.shadowRoot!.activeElement === person.find('[part=confirmation]'))
    match(textOf(person.find('.changes')!), 'Says pong.')
    match(textOf(person.find('[part=tool-description]')!), 'Deletes everything.')
    equal(person.endpoint.calls('listTools').length, 2)
    equal(person.called, [{ ...ran, approval: PING.hash }])
    await person.press('Approve and run')
    await until(() => person.called.length === 2)
    equal(person.called[1], ran)
    await until(() => person.find('[part=ending]'))
  })

  it('shows what the refusal says where the list of tools does not', async () => {
    const { changes, ...bare } = CHANGED
    const person = await meet({
      methods: { callTool: () => fail('tool_changed', { data: { hash: 'another', changes } }) },
      tools: { github: [PING] },
    })
    await person.choose('ping')
    person.endpoint.setTools('github', [bare])
    await person.run()
    await until(() => person.find('.changes'))
    match(textOf(person.find('.changes')!), 'Says pong.')
  })

  it('is not asked about again once the person has turned to another tool', async () => {
    const tools = signal<readonly ToolInfo[]>()
    const lists = [Promise.resolve([PING, CREATE_ISSUE]), tools.promise]
    const person = await meet({
      tools: { github: [CHANGED, CREATE_ISSUE] },
      methods: { listTools: async () => ({ tools: (await lists.shift())! }) },
    })
    await person.choose('ping')
    await person.run()
    await until(() => person.endpoint.calls('listTools').length === 2)
    await person.choose('create')
    equal(person.find('[part=confirmation]'), null)
    tools.resolve([CHANGED, CREATE_ISSUE])
    await person.choose('ping')
    await person.sees('Deletes everything.')
    equal(person.find('[part=confirmation]'), null)
  })
})
