import { html } from 'lit'
import type { McpConnections } from '../../../elements/connections/connections.ts'
import { createFakeEndpoint, fakeConnection } from '../../../stories/fake-endpoint.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, fixture, it, match, ok, textOf, until } from '../support.ts'
import { billing, button, everything, github, notes, openMenu, openPanel, rows, start, submit } from './person.ts'

afterEach(cleanUp)

describe('<mcp-connections>: the line to the site', () => {
  const page = (element: McpConnections) => textOf(element.shadowRoot!.querySelector('[part=banner]')!)

  it('says that it has no endpoint', async () => {
    const element = await fixture<McpConnections>(html`<mcp-connections></mcp-connections>`)
    match(page(element), /No server is set for this part of the page\. .*endpoint="\/api\/mcp"/)
  })

  it('shows a skeleton while it loads', async () => {
    const endpoint = createFakeEndpoint({ connections: [github] })
    const slow = endpoint.client({ fetch: () => new Promise(() => {}) })
    const element = await fixture<McpConnections>(html`<mcp-connections .client=${slow}></mcp-connections>`)
    ok(element.matches(':state(loading)'))
    equal(element.shadowRoot!.querySelectorAll('.row.skeleton').length, 3)
    equal(element.shadowRoot!.querySelector('section')!.getAttribute('aria-busy'), 'true')
    slow.disconnect()
  })

  it('says that nobody is signed in, and goes on after a sign-in', async () => {
    const endpoint = createFakeEndpoint({ connections: [github] })
    endpoint.refuse('unauthenticated')
    const client = endpoint.client()
    const element = await fixture<McpConnections>(html`<mcp-connections .client=${client}></mcp-connections>`)
    await until(() => element.matches(':state(unauthenticated)'))
    match(page(element), 'You are not signed in to this site. Sign in, then try again.')
    endpoint.refuse(undefined)
    button(element, 'Try again').click()
    await until(() => rows(element)[0]?.includes('GitHub'))
    equal(element.shadowRoot!.querySelector('[part=banner]'), null)
  })

  it('keeps what it knows when the site is away, and says so', async () => {
    const { element, endpoint } = await start({ connections: [github] })
    endpoint.setUnreachable(true)
    await until(() => element.matches(':state(offline)'))
    match(page(element), 'No connection to this site.')
    match(rows(element)[0]!, 'GitHub')
    endpoint.setUnreachable(false)
    button(element, 'Try again').click()
    await until(() => !element.matches(':state(offline)'))
  })

  it('says that the handler is missing at its address', async () => {
    const endpoint = createFakeEndpoint()
    endpoint.refuse({ status: 404 })
    const client = endpoint.client()
    const element = await fixture<McpConnections>(html`<mcp-connections .client=${client}></mcp-connections>`)
    await until(() => element.matches(':state(offline)'))
    match(page(element), /HTTP 404\. Its handler may be missing at this address/)
    client.disconnect()
  })
})

describe('<mcp-connections>: for everybody', () => {
  for (const scheme of ['light', 'dark']) {
    const inScheme = async (look: () => Promise<void>) => {
      document.documentElement.style.colorScheme = scheme
      document.body.style.background = 'Canvas'
      try {
        await look()
      } finally {
        document.documentElement.style.colorScheme = ''
      }
    }

    it(`has nothing that axe finds in rows and a menu, ${scheme}`, () =>
      inScheme(async () => {
        const all = [
          github,
          billing,
          fakeConnection({ serverName: 'Weather', state: 'DISCOVERING' }),
          fakeConnection({ serverName: 'Sign', state: 'AUTHENTICATING', authUrl: '/start' }),
        ]
        const { element } = await start({ connections: all, servers: [notes] })
        element.shadowRoot!.querySelector<HTMLElement>('.name')!.click()
        await openMenu(element, 'GitHub')
        equal(await axeProblems(element), [])
      }))

    it(`has nothing that axe finds in catalogue and form, ${scheme}`, () =>
      inScheme(async () => {
        const { element } = await start({ servers: [notes, everything] })
        submit(element, 'nonsense')
        element.shadowRoot!.querySelector('details')!.open = true
        button(element, 'Add a header').click()
        await element.updateComplete
        equal(await axeProblems(element), [])
      }))

    it(`has nothing that axe finds without an endpoint, ${scheme}`, () =>
      inScheme(async () => {
        const element = await fixture<McpConnections>(html`<mcp-connections></mcp-connections>`)
        equal(await axeProblems(element), [])
      }))
  }

  it('has a title that is a heading, unless the page gives its own', async () => {
    const headings = (element: McpConnections) =>
      [...element.shadowRoot!.querySelectorAll('[role=heading]')].filter((one) => one.checkVisibility())
    const { element } = await start({ connections: [github] })
    equal(
      headings(element).map((one) => [textOf(one), one.ariaLevel]),
      [['Connections', '2']],
    )
    const own = await fixture<McpConnections>(html`<mcp-connections><h4 slot="heading">Yours</h4></mcp-connections>`)
    equal(headings(own), [])
  })

  it('fits into 320 pixels, with targets that can be hit', async () => {
    const { element } = await start({ connections: [github, billing], servers: [notes] })
    element.parentElement!.style.inlineSize = '320px'
    await openPanel(element)
    const card = element.shadowRoot!.querySelector('section')!
    ok(card.scrollWidth <= card.clientWidth, `${card.scrollWidth} > ${card.clientWidth}`)
    for (const target of element.shadowRoot!.querySelectorAll<HTMLElement>('button, a, summary')) {
      const { width, height } = target.getBoundingClientRect()
      // Nothing that is hidden has a size.
      if (width > 0) ok(width >= 24 && height >= 24, `${target.outerHTML}: ${width} by ${height}`)
    }
  })
})
