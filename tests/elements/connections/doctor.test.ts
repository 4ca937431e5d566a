import type { McpConnections } from '../../../elements/connections/connections.ts'
import { errorBody } from '../../../shared/errors.ts'
import type { DiagnoseStep } from '../../../shared/rpc.ts'
import { fail, fakeConnection } from '../../../stories/fake-endpoint.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, match, ok, textOf, until } from '../support.ts'
import { alerts, billing, button, focused, input, start, status, submit } from './person.ts'

afterEach(cleanUp)

const OK = { step: 'address', ok: true } as const
const REACHED = [OK, { step: 'network', ok: true }] as const
const steps = (element: McpConnections) =>
  [...element.shadowRoot!.querySelectorAll('[part=steps] > li')].map((one) => textOf(one))
const next = (element: McpConnections) => textOf(element.shadowRoot!.querySelector('.next-step')!)

const CASES: readonly [readonly DiagnoseStep[], readonly string[], string][] = [
  [
    [
      {
        step: 'address',
        ok: false,
        code: 'invalid_server_url',
        message: 'The server address must begin with https://.',
      },
    ],
    ['Address failed', 'Network not tried', 'Greeting not tried', 'Tools not tried'],
    'must begin with https://',
  ],
  [
    [OK, { step: 'network', ok: false, code: 'upstream_unreachable', reason: 'dns' }],
    ['Address ok', 'Network failed', 'Greeting not tried', 'Tools not tried'],
    'There is no server of that name.',
  ],
  [[OK, { step: 'network', ok: false, code: 'upstream_unreachable', reason: 'tls' }], [], 'certificate is wrong'],
  [[OK, { step: 'network', ok: false, code: 'upstream_unreachable', reason: 'refused' }], [], 'Nothing answers'],
  [[OK, { step: 'network', ok: false, code: 'upstream_timeout', reason: 'timeout' }], [], 'did not answer in time'],
  [
    [...REACHED, { step: 'handshake', ok: false, code: 'upstream_protocol', httpStatus: 404 }],
    ['Address ok', 'Network ok', 'Greeting failed', 'Tools not tried'],
    'no MCP at this path (404)',
  ],
  [
    [...REACHED, { step: 'handshake', ok: false, code: 'reauth_required', httpStatus: 403 }],
    [],
    'refuses access (403)',
  ],
  [[...REACHED, { step: 'handshake', ok: false, code: 'upstream_unreachable', httpStatus: 503 }], [], 'failed (503)'],
  [[...REACHED, { step: 'handshake', ok: false, code: 'upstream_timeout' }], [], 'says nothing'],
  [[...REACHED, { step: 'handshake', ok: false, code: 'upstream_protocol' }], [], 'does not speak MCP'],
  [
    [...REACHED, { step: 'handshake', ok: false, code: 'reauth_required' }, { step: 'sign-in', ok: true }],
    ['Address ok', 'Network ok', 'Greeting wants a sign-in', 'Sign-in ok', 'Tools not tried'],
    'wants you to sign in',
  ],
  [
    [
      ...REACHED,
      { step: 'handshake', ok: false, code: 'reauth_required' },
      { step: 'sign-in', ok: false, code: 'registration_rejected' },
    ],
    ['Address ok', 'Network ok', 'Greeting wants a sign-in', 'Sign-in failed', 'Tools not tried'],
    'does not let this site register',
  ],
  [
    [
      ...REACHED,
      { step: 'handshake', ok: false, code: 'reauth_required' },
      { step: 'sign-in', ok: false, code: 'reauth_required' },
    ],
    [],
    'Ask its operator for a token',
  ],
  [
    [...REACHED, { step: 'handshake', ok: true }, { step: 'tools', ok: true }],
    ['Address ok', 'Network ok', 'Greeting ok', 'Tools ok'],
    'Every step works now.',
  ],
]

describe('<mcp-connections>: finding out why', () => {
  for (const [told, shown, words] of CASES) {
    it(`says what to do: ${words}`, async () => {
      const { element, endpoint } = await start({
        connections: [billing],
        methods: { diagnose: () => ({ steps: told }) },
      })
      button(element, 'Find out why: Billing').click()
      await until(() => steps(element).length)
      equal(endpoint.calls('diagnose'), [{ sessionId: billing.sessionId }])
      if (shown.length > 0) equal(steps(element), shown)
      match(next(element), words)
      match(status(element), words)
      equal(await axeProblems(element), [])
    })
  }

  it('shows that it is at it, and stays in the hand', async () => {
    const { element } = await start({ connections: [billing], methods: { diagnose: () => new Promise(() => {}) } })
    button(element, 'Find out why: Billing').focus()
    button(element, 'Find out why: Billing').click()
    await until(() => textOf(element).includes('Checking each step'))
    ok(focused(element), 'the focus is still in the element')
  })

  it('can be asked again, and says why it could not', async () => {
    let broken = true
    const { element } = await start({
      connections: [billing],
      methods: { diagnose: () => (broken ? fail('rate_limited') : { steps: [OK] }) },
    })
    button(element, 'Find out why: Billing').click()
    await until(() => alerts(element).some((text) => text.includes('Too many requests')))
    broken = false
    button(element, 'Check again').click()
    await until(() => steps(element).length)
  })

  it('goes with a failure in the form, by its address', async () => {
    const { element, endpoint } = await start({
      methods: {
        connect: () => fail('blocked_address'),
        diagnose: () => ({
          steps: [{ step: 'address', ok: false, code: 'blocked_address', message: 'Not allowed here.' }],
        }),
      },
    })
    submit(element, 'https://mine.example/mcp')
    await until(() => alerts(element).length)
    button(element, 'Find out why').click()
    await until(() => steps(element).length)
    equal(endpoint.calls('diagnose'), [{ serverUrl: 'https://mine.example/mcp' }])
    match(next(element), 'Not allowed here.')
    input(element, 'address').dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
    await until(() => steps(element).length === 0)
  })

  it('gives what helps others to help, without secrets', async () => {
    const secret = fakeConnection({
      serverName: 'Secret',
      serverUrl: 'https://mine.example/mcp?token=canary-1#canary-2',
      state: 'FAILED',
      error: errorBody('upstream_unreachable', { requestId: 'r-1', data: { canary: 'canary-3' } }),
      account: 'canary-4',
      authUrl: 'https://app.example/canary-5',
      instructions: 'canary-6',
    })
    const { element } = await start({ connections: [secret], methods: { diagnose: () => ({ steps: [OK] }) } })
    button(element, 'Find out why: Secret').click()
    await until(() => steps(element).length)
    let copied = ''
    const clipboard = { writeText: async (text: string) => void (copied = text) }
    Object.defineProperty(navigator, 'clipboard', { value: clipboard, configurable: true })
    button(element, 'Copy debug info').click()
    await until(() => status(element) === 'Copied, without secrets')
    Reflect.deleteProperty(navigator, 'clipboard')
    ok(!copied.includes('canary'), copied)
    const facts = JSON.parse(copied)
    equal(
      [facts.address, facts.error, facts.steps],
      ['https://mine.example/mcp?…', { code: 'upstream_unreachable', requestId: 'r-1' }, [OK]],
    )
  })
})
