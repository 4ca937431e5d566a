import { addressWarning, completeAddress, readConnectForm } from '../../../elements/connections/connect-params.ts'
import { movesBetween } from '../../../elements/connections/states.ts'
import { fakeConnection } from '../../../stories/fake-endpoint.ts'
import { describe, equal, it } from '../support.ts'

function read(fields: Record<string, string>) {
  const data = new FormData()
  for (const [name, value] of Object.entries({ transport: 'auto', ...fields })) data.append(name, value)
  return readConnectForm(data)
}

const errorOf = (url: string) => {
  const result = read({ url })
  return 'errors' in result ? result.errors.url : undefined
}

describe('readConnectForm', () => {
  it('takes http and https addresses, and says what is wrong with others', () => {
    equal(errorOf(' https://example.com/mcp '), undefined)
    equal(errorOf('http://127.0.0.1:3101/mcp'), undefined)
    equal(errorOf(''), 'connectionsAddressMissing')
    equal(errorOf('example.com/mcp'), undefined)
    equal(errorOf('example'), 'connectionsAddressIncomplete')
    equal(errorOf('ftp://example.com/'), 'connectionsAddressScheme')
    equal(errorOf('javascript:alert(1)'), 'connectionsAddressIncomplete')
    equal(errorOf('https://me:pw@example.com/'), 'connectionsAddressUser')
  })

  it('makes a host whole that was typed without its scheme, and leaves all else', () => {
    for (const [typed, whole] of [
      ['example.com/mcp', 'https://example.com/mcp'],
      ['mcp.example.com:8443', 'https://mcp.example.com:8443'],
      [' api.example.com/x?y=1 ', 'https://api.example.com/x?y=1'],
      ['localhost:3000/mcp', 'http://localhost:3000/mcp'],
      ['127.0.0.1:3101/mcp', 'http://127.0.0.1:3101/mcp'],
      ['http://example.com/', 'http://example.com/'],
      ['example', 'example'],
      ['javascript:alert(1)', 'javascript:alert(1)'],
      ['data:text/html,x', 'data:text/html,x'],
      ['me@example.com', 'me@example.com'],
      ['', ''],
    ] as const)
      equal(completeAddress(typed), whole, typed)
  })

  it('warns of what is not encrypted, and of what looks like a secret', () => {
    equal(addressWarning('http://example.com/mcp'), 'connectionsAddressPlain')
    equal(addressWarning('http://localhost:3000/mcp'), undefined)
    equal(addressWarning('https://example.com/mcp?keyboard=de'), undefined)
    for (const query of ['token=x', 'api_key=x', 'apiKey=x', 'access_token=x', 'x-auth=1', 'SECRET=1'])
      equal(addressWarning(`example.com/mcp?${query}`), 'connectionsAddressSecret', query)
  })

  it('sends only what was filled in', () => {
    equal(read({ url: 'https://example.com' }), { params: { serverUrl: 'https://example.com/' } })
  })

  it('makes headers of the token and of the rows', () => {
    const fields = {
      url: 'https://example.com/mcp',
      name: 'Mine',
      transport: 'sse',
      token: 'Bearer abc',
      'header-name-1': 'X-Key',
      'header-value-1': 'v 1',
      'header-name-2': '',
      'header-value-2': '',
    }
    equal(read(fields), {
      params: {
        serverUrl: 'https://example.com/mcp',
        serverName: 'Mine',
        transportType: 'sse',
        headers: { Authorization: 'Bearer abc', 'X-Key': 'v 1' },
      },
    })
  })

  it('refuses tokens and headers that no request can carry, at their fields', () => {
    const url = 'https://example.com/'
    equal(read({ url, token: 'a b' }), { errors: { token: 'connectionsTokenBad' } })
    equal(read({ url, 'header-name-3': 'X Key', 'header-value-3': 'v' }), {
      errors: { 'header-name-3': 'connectionsHeaderBad' },
    })
    equal(read({ url, 'header-name-3': 'X-Key', 'header-value-3': 'é' }), {
      errors: { 'header-name-3': 'connectionsHeaderBad' },
    })
    equal(read({ url, 'header-name-3': 'X-Key', 'header-value-3': '' }), {
      errors: { 'header-name-3': 'connectionsHeaderBad' },
    })
  })
})

describe('movesBetween', () => {
  it('tells new, changed and gone connections, and none of those that stayed', () => {
    const [a, b, c] = ['A', 'B', 'C'].map((serverName) => fakeConnection({ serverName }))
    const changed = { ...b!, state: 'FAILED' as const }
    equal(
      movesBetween([a!, b!], [a!, changed, c!]).map(({ connection, to }) => `${connection.serverName} ${to}`),
      ['B FAILED', 'C CONNECTED'],
    )
    equal(movesBetween([a!], []), [{ connection: a!, to: 'gone', isNew: false }])
  })
})
