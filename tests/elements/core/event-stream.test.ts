import type { SSEClient } from '../../../elements/core/sse-client.ts'
import { createFakeEndpoint, fakeConnection } from '../../../stories/fake-endpoint.ts'
import { afterEach, describe, equal, it, until } from '../support.ts'

const weather = fakeConnection({ serverName: 'Weather' })
const open: SSEClient[] = []
const { setTimeout: realTimeout } = globalThis

/** Whether somebody looks at the page. */
function setHidden(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, value: hidden })
  document.dispatchEvent(new Event('visibilitychange'))
}

/** Each wait is over at once. */
const hurry = (): void =>
  void (globalThis.setTimeout = ((run: () => void) => realTimeout(run)) as typeof globalThis.setTimeout)

const turn = () => new Promise((resolve) => realTimeout(resolve, 20))

afterEach(() => {
  globalThis.setTimeout = realTimeout
  setHidden(false)
  for (const client of open.splice(0)) client.disconnect()
})

function start() {
  const endpoint = createFakeEndpoint({ connections: [weather] })
  const client = endpoint.client()
  open.push(client)
  const told: string[] = []
  client.addEventListener('snapshot', ({ detail }) => told.push(detail.resumed ? 'resumed' : 'snapshot'))
  client.addEventListener('connection', ({ detail }) => told.push(detail.type))
  client.connect()
  return { endpoint, client, told }
}

/** With a stream that has told of something, and so can be gone on with. */
async function started() {
  const { endpoint, client, told } = start()
  await until(() => told.length === 1)
  endpoint.setState(weather.sessionId, 'VALIDATING')
  await until(() => told.length === 2)
  told.length = 0
  return { endpoint, client, told }
}

const lastIds = (endpoint: ReturnType<typeof createFakeEndpoint>) =>
  endpoint.requests.map(({ headers }) => headers.get('last-event-id'))

describe('the stream of a tab', () => {
  it('is let go while nobody looks at it, and goes on where it stood', async () => {
    const { endpoint, client, told } = await started()
    hurry()
    setHidden(true)
    await until(() => endpoint.streams === 0)
    globalThis.setTimeout = realTimeout
    await until(() => client.status === 'idle')
    endpoint.setState(weather.sessionId, 'RECONNECTING')
    setHidden(false)
    await until(() => told.length === 2)
    equal(told, ['resumed', 'state_changed'])
    equal(lastIds(endpoint), [null, '1.1-0'])
  })

  it('stays where somebody looks away for a moment only', async () => {
    const { endpoint, told } = start()
    await until(() => told.length === 1)
    setHidden(true)
    setHidden(false)
    await turn()
    equal([endpoint.streams, endpoint.requests.length], [1, 1])
  })

  it('is not opened in the background until somebody looks at it', async () => {
    setHidden(true)
    const { endpoint, client, told } = start()
    await turn()
    equal([endpoint.requests.length, client.status], [0, 'idle'])
    setHidden(false)
    await until(() => told.length === 1)
    equal(endpoint.requests.length, 1)
  })

  it('is not opened by a change of the network while nobody looks at it', async () => {
    setHidden(true)
    const { endpoint } = start()
    await turn()
    dispatchEvent(new Event('online'))
    await turn()
    equal(endpoint.requests.length, 0)
  })

  it('is let go when the page is left, and begins anew when it is shown again', async () => {
    const { endpoint, client, told } = await started()
    let forgotten = 0
    client.addEventListener('person', () => forgotten++)
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))
    await until(() => endpoint.streams === 0)
    equal([forgotten, client.user], [1, ''])
    setHidden(false)
    await until(() => told.length === 1)
    equal(told, ['snapshot'])
    equal(lastIds(endpoint), [null, null])
  })
})

describe('the stream of a page whose network changes', () => {
  for (const event of ['online', 'offline']) {
    it(`is opened anew at once, where it stood, when the browser says ${event}`, async () => {
      const { endpoint, client, told } = await started()
      const statuses: string[] = []
      client.addEventListener('status', ({ detail }) => statuses.push(detail))
      dispatchEvent(new Event(event))
      await until(() => told.length === 1)
      equal(told, ['resumed'])
      equal([statuses, endpoint.streams, lastIds(endpoint)], [['connecting', 'open'], 1, [null, '1.1-0']])
    })
  }

  it('says that it is offline without delay', async () => {
    const { endpoint, client, told } = start()
    await until(() => told.length === 1)
    hurry()
    endpoint.setUnreachable(true)
    dispatchEvent(new Event('offline'))
    await until(() => client.status === 'offline')
  })
})
