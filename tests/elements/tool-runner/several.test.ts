import { userChanged } from '../../../elements/client.ts'
import { axeProblems, describe, equal, it, match, ok, textOf, until } from '../support.ts'
import { GITHUB, meet, Running, TOOLS } from './person.ts'
import type { Person } from './person.ts'

const open = (person: Person) => person.all('[part=open-calls] li').map(textOf)

/** Someone whose ping runs while they are at another tool. */
async function elsewhere() {
  const running = new Running()
  const person = await meet({ onCall: running.onCall, tools: { github: TOOLS } })
  await person.choose('ping')
  await person.run()
  const ping = await running.of('ping')
  await person.choose('create')
  return { person, running, ping }
}

describe('several calls at once', () => {
  it('run beside each other; each is seen in the list, and beside the tool that is shown', async () => {
    const { person, running } = await elsewhere()
    match(open(person)[0]!, /^ping GitHub Running.* Show Cancel$/)
    await person.run()
    await running.of('create_issue')
    await person.searchFor('')
    equal(
      person.options.filter((option) => option.includes('running')),
      ['ping running read-only', 'create_issue running writes'],
    )
    equal(open(person).length, 1, 'what is shown is not among the others')
    ok(person.runner.matches(':state(running)'))
    equal(await axeProblems(person.runner), [])
  })

  it('end each by itself: the one elsewhere is said with its name, and stays until it was seen', async () => {
    const { person, ping } = await elsewhere()
    ping.answer('pong')
    await until(() => person.said.startsWith('ping: Finished'))
    match(open(person)[0]!, /^ping GitHub Finished: 1 item.* Show Close$/)
    ok(!person.text.includes('pong'))
    equal(await axeProblems(person.runner), [])
    await person.press('Show ping', '[part=open-calls] button')
    await person.sees('pong')
    equal([open(person), person.focused], [[], 'ping'])
  })

  it('are cancelled each by itself', async () => {
    const { person, running, ping } = await elsewhere()
    await person.run()
    const create = await running.of('create_issue')
    await person.press('Cancel ping', '[part=open-calls] button')
    equal([open(person), person.focused], [[], 'create_issue'])
    await until(() => ping.call.signal.aborted)
    equal(create.call.signal.aborted, false)
    create.answer('created')
    await person.sees('created')
  })

  it('can be of one tool, where the person asks for it', async () => {
    const { person, running, ping } = await elsewhere()
    await person.choose('ping')
    await person.run()
    equal(person.endpoint.calls('callTool').length, 1, 'not by itself')
    await person.press('Run once more beside it')
    const second = await until(() => running.calls[1])
    equal(open(person).length, 1)
    second.answer('the second')
    await person.sees('the second')
    ping.answer('the first')
    await until(() => person.said.startsWith('ping: Finished'))
    ok(!person.text.includes('the first'), 'it does not take the place of the one that is shown')
    await person.press('Show ping', '[part=open-calls] button')
    await person.sees('the first')
    equal(person.endpoint.calls('callTool').length, 2)
  })

  it('are all forgotten when the person signs out', async () => {
    const { person, ping } = await elsewhere()
    person.endpoint.refuse('unauthenticated')
    person.endpoint.endStreams()
    await person.sees('You are not signed in to this site.')
    equal(open(person), [])
    // The server ends nothing for somebody whom it does not know; what comes of it is nobody's.
    ping.answer('the first')
    person.endpoint.refuse(undefined)
    person.endpoint.signIn('another')
    userChanged()
    await person.sees('Connect a server first')
    ok(!person.text.includes('the first'))
    equal(open(person), [])
  })

  it('fit into 320 pixels, and read from right to left', async () => {
    const { person } = await elsewhere()
    person.runner.style.width = '320px'
    person.runner.dir = 'rtl'
    await person.settled()
    const { left, right } = person.runner.getBoundingClientRect()
    for (const button of person.all('[part=open-calls] button')) {
      const box = button.getBoundingClientRect()
      ok(box.left >= left && box.right <= right && box.height >= 24)
    }
    equal(await axeProblems(person.runner), [])
  })

  it('leave a failure to be seen', async () => {
    const { person } = await elsewhere()
    person.endpoint.breakCalls()
    person.endpoint.forgetCalls()
    await until(() => person.said.startsWith('ping: Failed'), undefined, 4_000)
    match(open(person)[0]!, /^ping GitHub Failed/)
    equal(GITHUB.serverName, 'GitHub')
  })
})
