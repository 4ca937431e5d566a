import type { FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
import type { McpToolRunner } from '../../../elements/tool-runner/tool-runner.ts'
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
import { DELETE_BRANCH, GITHUB, meet, PING } from './person.ts'
import type { Person } from './person.ts'

beforeEach(() => sessionStorage.clear())
afterEach(cleanUp)

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
    equal(person.endpoint.calls('callTool'), [
      {
        sessionId: GITHUB.sessionId,
        name: 'delete_branch',
        arguments: { branch: 'main' },
        approval: DELETE_BRANCH.hash,
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
    const both = { ...PING, annotations: { readOnlyHint: true, destructiveHint: true } }
    equal(await asks('ping', 'auto', { tools: { github: [both] } }), true, 'hints that contradict each other')
  })
})
