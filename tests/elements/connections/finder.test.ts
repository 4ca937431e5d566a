import type { McpConnections } from '../../../elements/connections/connections.ts'
import { readServerConfig } from '../../../elements/connections/server-config.ts'
import { fakeConnection } from '../../../stories/fake-endpoint.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, match, named, paste, textOf, until } from '../support.ts'
import { button, focused, input, start, status } from './person.ts'

afterEach(cleanUp)

const many = Array.from({ length: 9 }, (_, index) =>
  fakeConnection({
    serverName: `Server ${String.fromCharCode(73 - index)}`,
    serverUrl: `https://s${index}.example.com/mcp?token=canary`,
    account: index === 3 ? 'work' : undefined!,
    state: index === 4 ? 'FAILED' : index === 5 ? 'DISCONNECTED' : 'CONNECTED',
  }),
)
const names = (element: McpConnections) => [...element.shadowRoot!.querySelectorAll('.name')].map(textOf)

async function finding() {
  const started = await start({ connections: many })
  await until(() => started.element.shadowRoot!.querySelector('[part=toolbar]'))
  return started
}

const type = (field: HTMLInputElement, text: string) => {
  field.value = text
  field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
}

describe('<mcp-connections>: many of them', () => {
  it('can be searched by name, account, address and state', async () => {
    const { element } = await finding()
    equal(await axeProblems(element), [])
    const field = input(element, 'Search connections')
    for (const [query, found] of [
      ['s8. SERVER', ['Server A']],
      ['WORK', ['Server F']],
      ['s2.example', ['Server G']],
      ['failed', ['Server E']],
      ['nothing of this', []],
    ] as const) {
      type(field, query)
      await until(() => names(element).join() === found.join(), query)
      match(textOf(element.shadowRoot!.querySelector('.found')!), `${found.length} of 9`)
    }
    type(field, '')
    await until(() => names(element).length === 9)
  })

  it('can be put in order', async () => {
    const { element } = await finding()
    const order = named<HTMLSelectElement>(element, 'select', 'Order')
    const by = async (value: string) => {
      order.value = value
      order.dispatchEvent(new Event('change'))
      await element.updateComplete
      return names(element)
    }
    equal((await by('name'))[0], 'Server A')
    equal((await by('state')).slice(0, 2), ['Server E', 'Server D'])
    equal((await by('added'))[0], 'Server I')
  })

  it('can be refreshed together, but those that the person has ended', async () => {
    const { element, endpoint } = await finding()
    button(element, 'Refresh all').focus()
    button(element, 'Refresh all').click()
    await until(() => endpoint.calls('restoreSession').length === 8)
    equal(focused(element)?.textContent?.trim(), 'Refresh all')
    await until(() => button(element, 'Refresh all').ariaDisabled === 'false')
    equal(endpoint.calls('restoreSession').length, 8)
  })

  it('can be taken elsewhere, without secrets', async () => {
    const { element } = await finding()
    let copied = ''
    const clipboard = { writeText: async (text: string) => void (copied = text) }
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true })
    button(element, 'Copy configuration').click()
    await until(() => status(element) === 'Copied, without secrets')
    Reflect.deleteProperty(navigator, 'clipboard')
    equal(copied.includes('canary'), false)
    equal(Object.keys(JSON.parse(copied).mcpServers).length, 9)
    equal(readServerConfig(copied)?.length, 9)
  })

  it('are few without any of this', async () => {
    const { element } = await start({ connections: many.slice(0, 7) })
    equal(element.shadowRoot!.querySelector('.toolbar'), null)
  })
})

describe('a pasted configuration', () => {
  it('of one server fills the form in', async () => {
    const { element, endpoint } = await start({})
    const config = {
      mcpServers: {
        github: { type: 'http', url: 'https://gh.example/mcp', headers: { Authorization: 'Bearer canary' } },
      },
    }
    equal(paste(input(element, 'address'), JSON.stringify(config, null, 2)), true)
    await until(() => element.shadowRoot!.querySelector('.header-line'))
    equal(input(element, 'address').value, 'https://gh.example/mcp')
    equal(input(element, 'Value of header 1').type, 'password')
    equal(element.shadowRoot!.innerHTML.includes('canary'), false)
    equal(endpoint.calls('connect'), [], 'nothing is sent by pasting')
    element.shadowRoot!.querySelector('form')!.requestSubmit()
    await until(() => endpoint.calls('connect').length)
    equal(endpoint.calls('connect'), [
      {
        serverUrl: 'https://gh.example/mcp',
        serverName: 'github',
        transportType: 'streamable-http',
        headers: { Authorization: 'Bearer canary' },
      },
    ])
  })

  it('of several offers them, and names what cannot be reached from here', async () => {
    const { element } = await start({})
    const config = {
      mcpServers: { a: { url: 'https://a.example' }, b: { url: 'b.example' }, files: { command: 'npx' } },
    }
    paste(input(element, 'address'), JSON.stringify(config))
    await until(() => textOf(element).includes('Choose one:'))
    match(textOf(element), 'programs on your own machine, which this site cannot reach: files')
    equal(await axeProblems(element), [])
    button(element, 'b').click()
    await until(() => focused(element)?.id === 'url')
    equal(input(element, 'address').value, 'https://b.example')
  })

  it('is otherwise just text', async () => {
    const { element } = await start({})
    for (const text of [
      'https://a.example/mcp',
      '{}',
      '{"a": 1}',
      '[]',
      '{"mcpServers": {}}',
      '{broken',
      '{"a":{"b":"c"}}',
    ])
      equal(paste(input(element, 'address'), text), false, text)
  })

  it('is read in the forms that are about', () => {
    const url = 'https://a.example'
    const read = (value: unknown) => readServerConfig(typeof value === 'string' ? value : JSON.stringify(value))
    const one = [{ name: 'a', url, headers: {} }]
    equal(read({ mcpServers: { a: { url } } }), one)
    equal(read({ servers: { a: { url } } }), one)
    equal(read({ mcp: { servers: { a: { serverUrl: url } } } }), one)
    equal(read({ a: { url } }), one)
    equal(read(`"a": {"url": "${url}"},`), one)
    equal(read({ url }), [{ ...one[0], name: '' }])
    equal(read({ a: { url, type: 'sse' } }), [{ name: 'a', url, transportType: 'sse', headers: {} }])
    equal(read({ a: { url, headers: { x: 1, y: 'z' } } }), [{ name: 'a', url, headers: { y: 'z' } }])
    equal(read('{"__proto__": {"url": "https://a.example"}}'), [{ name: '__proto__', url, headers: {} }])
  })
})

describe('the address', () => {
  it('is made whole before it is sent, and warned of', async () => {
    const { element, endpoint } = await start({})
    const field = input(element, 'address')
    type(field, 'mine.example/mcp?api_key=1')
    await until(() => textOf(element).includes('seems to hold a secret'))
    field.dispatchEvent(new Event('change', { bubbles: true }))
    equal(field.value, 'https://mine.example/mcp?api_key=1')
    type(field, 'http://mine.example/mcp')
    await until(() => textOf(element).includes('not encrypted'))
    equal(await axeProblems(element), [])
    type(field, 'mine.example/mcp')
    await until(() => !textOf(element).includes('not encrypted'))
    element.shadowRoot!.querySelector('form')!.requestSubmit()
    await until(() => endpoint.calls('connect').length)
    equal(endpoint.calls('connect'), [{ serverUrl: 'https://mine.example/mcp' }])
  })
})
