import type { McpConnections } from '../../../elements/connections/connections.ts'
import { extrasPart } from '../../../elements/connections/desk.ts'
import { fakeConnection } from '../../../stories/fake-endpoint.ts'
import {
  afterEach,
  axeProblems,
  beforeEach,
  cleanUp,
  describe,
  equal,
  it,
  match,
  named,
  ok,
  textOf,
  until,
} from '../support.ts'
import { button, focused, rows, start, status } from './person.ts'

const waiting = fakeConnection({
  serverName: 'Waiting',
  state: 'AUTHENTICATING',
  authUrl: 'https://app.example/api/mcp/oauth/start?session=1',
})

/** A window as `window.open` gives it. */
const fake = { closed: false, opener: globalThis as unknown }
let opened: unknown[][] = []
let blocked = false
let focus = true
let ahead = 0
const real = { open: window.open, now: Date.now }

beforeEach(() => {
  Object.assign(fake, { closed: false, opener: globalThis })
  opened = []
  blocked = false
  focus = true
  ahead = 0
  sessionStorage.clear()
  window.open = ((...args: unknown[]) => {
    opened.push(args)
    return blocked ? null : fake
  }) as typeof window.open
  document.hasFocus = () => focus
  Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true })
  Date.now = () => real.now() + ahead
})

afterEach(() => {
  cleanUp()
  window.open = real.open
  Date.now = real.now
  Reflect.deleteProperty(document, 'hasFocus')
  Reflect.deleteProperty(document, 'visibilityState')
  sessionStorage.clear()
})

const note = (element: McpConnections) => element.shadowRoot!.querySelector<HTMLElement>('[part=note]')
const said = (element: McpConnections) => textOf(element.shadowRoot!.querySelector('[part=list]')!)
const link = (element: McpConnections, name = 'Sign in to Waiting') => named<HTMLAnchorElement>(element, 'a', name)

/** A click that does not really lead anywhere; gives whether the link’s own way was left to it. */
function click(target: HTMLElement, init: MouseEventInit = {}): boolean {
  let own = true
  const stop = (event: Event) => {
    own = !event.defaultPrevented
    event.preventDefault()
  }
  addEventListener('click', stop, { once: true })
  target.dispatchEvent(new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, ...init }))
  return own
}

async function signingIn() {
  const started = await start({ connections: [waiting] })
  // What watches the window is there before the person clicks.
  await extrasPart.load()
  await started.element.updateComplete
  return started
}

describe('<mcp-connections>: a sign-in', () => {
  it('opens by the click alone, in a window that knows nothing of this page, and says where to go on', async () => {
    const { element } = await signingIn()
    equal([opened, note(element)], [[], null])
    equal(click(link(element)), false)
    equal(opened, [[waiting.authUrl, '_blank']])
    equal(fake.opener, null)
    await until(() => note(element))
    match(textOf(note(element)!), 'Go on in the window that was opened.')
    equal(await axeProblems(element), [])
  })

  it('leads there in this tab where the window is blocked', async () => {
    const { element } = await signingIn()
    blocked = true
    equal(click(link(element)), true)
    equal(link(element).target, '_self')
  })

  it('leaves a click for a new tab to the browser', async () => {
    const { element } = await signingIn()
    for (const init of [{ ctrlKey: true }, { metaKey: true }, { shiftKey: true }, { button: 1 }])
      equal(click(link(element), init), true)
    equal(opened, [])
  })

  it('says that its window was closed, and can be opened again or given up', async () => {
    const { element, endpoint } = await signingIn()
    click(link(element))
    fake.closed = true
    await until(() => said(element).includes('the window was closed'), 'the words', 6_000)
    match(status(element), 'The sign-in to Waiting is not finished')
    equal(await axeProblems(element), [])
    fake.closed = false
    click(named(element, 'a', 'Open again: the sign-in to Waiting'))
    equal(opened.length, 2)
    await until(() => said(element).includes('Go on in the window'))
    button(element, 'Cancel signing in to Waiting').click()
    await until(() => element.matches(':state(empty)'))
    equal(endpoint.calls('disconnect'), [{ sessionId: waiting.sessionId }])
  })

  it('corrects itself when the person is signed in after all', async () => {
    const { element, endpoint } = await signingIn()
    click(link(element))
    fake.closed = true
    await until(() => said(element).includes('the window was closed'), 'the words', 6_000)
    endpoint.setState(waiting.sessionId, 'AUTHENTICATED')
    endpoint.setState(waiting.sessionId, 'DISCOVERING')
    endpoint.setState(waiting.sessionId, 'CONNECTED', { toolCount: 2, toolsHash: 'a' })
    await until(() => rows(element)[0]!.includes('Connected'))
    equal(note(element), null)
    equal(sessionStorage.length, 0)
  })

  it('is not taken for closed where its site has cut the tie; only after a long time', async () => {
    const { element } = await signingIn()
    click(link(element))
    focus = false
    fake.closed = true
    await new Promise((resolve) => setTimeout(resolve, 700))
    focus = true
    await new Promise((resolve) => setTimeout(resolve, 700))
    match(textOf(note(element)!), 'Go on in the window')
    ahead = 200_000
    await until(() => said(element).includes('may be behind this one'))
  })

  it('says when it took too long', async () => {
    const { element } = await signingIn()
    click(link(element))
    ahead = 601_000
    await until(() => said(element).includes('took too long'))
  })

  it('is known after a reload', async () => {
    const first = await signingIn()
    click(link(first.element))
    await until(() => note(first.element))
    cleanUp()
    const { element } = await start({ connections: [waiting] })
    await until(() => note(element))
    match(textOf(note(element)!), 'Go on in the window')
    equal(opened.length, 1, 'nothing opens by itself')
  })

  it('of a connection that was there before is given up without losing it', async () => {
    const ended = { ...waiting, toolsHash: 'a', toolCount: 2 }
    const { element, endpoint } = await start({ connections: [ended] })
    match(rows(element)[0]!, 'Sign-in has ended')
    await extrasPart.load()
    await element.updateComplete
    click(link(element))
    await until(() => note(element))
    button(element, 'Cancel signing in to Waiting').focus()
    focused(element)!.click()
    await until(() => !note(element))
    equal(endpoint.calls('disconnect'), [])
    ok(rows(element)[0]!.includes('Sign in'))
    equal(focused(element)?.id, `connection-${waiting.sessionId}`)
  })

  it('for more permissions says so', async () => {
    const more = { ...waiting, toolsHash: 'a', scopes: ['read'] }
    const { element } = await start({ connections: [more] })
    match(rows(element)[0]!, 'Needs more permissions')
  })

  it('is refused by the page', async () => {
    const { element } = await signingIn()
    element.addEventListener('mcp-authorize-request', (event) => event.preventDefault())
    click(link(element))
    equal([opened, note(element)], [[], null])
  })
})
