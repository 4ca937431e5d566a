import { McpError } from '../../../elements/core/error.ts'
import type { McpErrorCode } from '../../../elements/core/error.ts'
import type { Outcome } from '../../../elements/result/result-view.ts'
import { ERRORS } from '../../../shared/errors.ts'
import { afterEach, axeProblems, cleanUp, describe, equal, it, match, textOf } from '../support.ts'
import { find, show, text } from './host.ts'

const failure = (code: McpErrorCode, message: string, data?: Record<string, unknown>): Outcome => ({
  type: 'error',
  error: new McpError({ code, message, retryable: true, requestId: 'r-1', ...(data && { data }) }),
  duration: 10,
})

const alertOf = async (outcome: Outcome): Promise<string> => textOf(find(await show(outcome), '[role=alert]')!)

describe('whose failure it is', () => {
  afterEach(cleanUp)

  it('the tool’s own', async () => {
    const host = await show({ isError: true, content: [text('No such repository')] })
    equal(textOf(find(host, '[role=alert]')!), 'list_issues ran and reported an error.')
    match(textOf(host), 'No such repository')
    equal(await axeProblems(host), [])
  })

  it('the MCP server’s, with its own code', async () => {
    const host = await show(failure('upstream_protocol', 'It answered with an error.', { rpcCode: -32603 }))
    equal(
      textOf(find(host, '[role=alert]')!),
      'GitHub did not complete the call. It answered with an error. If it stays so, tell those who run the server. ' +
        'upstream_protocol, MCP error -32603, Request r-1',
    )
    equal(await axeProblems(host), [])
    match(
      await alertOf(failure('upstream_unreachable', 'Gone.', { httpStatus: 503 })),
      'upstream_unreachable, HTTP 503',
    )
  })

  it('the sign-in server’s', async () => {
    match(
      await alertOf(failure('as_unavailable', 'Try again.')),
      'The sign-in for GitHub failed; the call did not run. Try',
    )
  })

  it('this site’s', async () => {
    match(
      await alertOf(failure('rate_limited', 'Too many requests.')),
      'This site did not complete the call. Too many requests.',
    )
  })

  it('the network’s: the call may have run', async () => {
    match(
      await alertOf(failure('network', 'fetch failed')),
      /The connection to this site failed\. fetch failed If the call had begun, it may have run\./,
    )
  })

  it('says of every code whose it is, what happened, and the code', async () => {
    for (const code of Object.keys(ERRORS) as (keyof typeof ERRORS)[]) {
      const said = await alertOf(failure(code, ERRORS[code][2]))
      match(said, /^(GitHub did not|The sign-in for GitHub|This site did not)/)
      match(said, ERRORS[code][2])
      match(said, `${code}, Request r-1`)
    }
  })

  it('leads to the sign-in, where its address is a safe one', async () => {
    const link = async (code: McpErrorCode, authUrl: unknown) => {
      const found = find<HTMLAnchorElement>(await show(failure(code, 'Sign in.', { authUrl })), '[role=alert] a')
      return found && `${textOf(found)}: ${found.href.replace(location.origin, '')} ${found.rel}`
    }
    equal(await link('reauth_required', '/api/mcp/auth/1'), 'Sign in to GitHub: /api/mcp/auth/1 noopener noreferrer')
    equal(
      await link('step_up_required', 'https://as.example/authorize?x=1'),
      'Give GitHub more permissions: https://as.example/authorize?x=1 noopener noreferrer',
    )
    for (const bad of [
      'javascript:alert(1)',
      'http://as.example/',
      'https://a@b.example/',
      'data:text/html,x',
      5,
      '//x@y',
    ])
      equal(await link('reauth_required', bad), null)
    equal(await link('upstream_protocol', '/api/mcp/auth/1'), null)
  })
})
