/** The page, and requests that are refused. */
import { expect, it } from 'vitest'
import type { Stage } from '../describe-runtime.ts'
import { Visitor } from '../visitor.ts'

const MiB = 1_024 * 1_024
const codeOf = async (answer: Response): Promise<[number, string]> => {
  const { error } = (await answer.json()) as { error: { code: string } }
  return [answer.status, error.code]
}

export function describeRequests(stage: () => Stage): void {
  it('serves the page, and the code of the elements', async () => {
    const { site, jar } = await stage().login()
    const answer = await jar.fetch(site)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
    const page = await answer.text()
    expect(page).toContain('<mcp-connections')
    expect(page).toContain('<mcp-tool-runner')
    const scripts = [...page.matchAll(/(?:src|href)="([^"]+\.js(?:\?[^"]*)?)"/g)].map(
      ([, path]) => new URL(path!, site),
    )
    expect(scripts.length).toBeGreaterThan(0)
    for (const script of scripts) {
      const code = await jar.fetch(script)
      expect([script.pathname, code.status]).toEqual([script.pathname, 200])
      expect(code.headers.get('content-type')).toContain('javascript')
      await code.body?.cancel()
    }
  })

  it('knows nobody without a login', async () => {
    const nobody = new Visitor(stage().running.url)
    expect(await codeOf(await nobody.post('getSessions'))).toEqual([401, 'unauthenticated'])
    const events = await nobody.ask('', { headers: { Accept: 'text/event-stream' } })
    expect(await codeOf(events)).toEqual([401, 'unauthenticated'])
  })

  it('answers each wrong request with its status and code', async () => {
    const ada = await stage().login()
    const body = JSON.stringify({ id: 1, method: 'getSessions' })
    const wrong: Record<string, RequestInit> = {
      'no JSON': { method: 'POST', body: '{"id":' },
      'no id': { method: 'POST', body: '{}' },
      'another method': { method: 'POST', body: '{"id":1,"method":"sing"}' },
      'a parameter of a wrong type': { method: 'POST', body: '{"id":1,"method":"listTools","params":{"sessionId":7}}' },
      text: { method: 'POST', body, headers: { 'Content-Type': 'text/plain' } },
      compressed: { method: 'POST', body, headers: { 'Content-Encoding': 'x-secret' } },
      'two MiB': { method: 'POST', body: JSON.stringify({ id: 1, method: 'getSessions', more: 'x'.repeat(2 * MiB) }) },
      'an answer as a picture': { method: 'POST', body, headers: { Accept: 'image/png' } },
      'a page': { headers: { Accept: 'text/html' } },
      PUT: { method: 'PUT', body },
      PATCH: { method: 'PATCH', body },
      DELETE: { method: 'DELETE' },
    }
    const answers: Record<string, unknown> = {}
    for (const [name, init] of Object.entries(wrong)) answers[name] = await codeOf(await ada.ask('', init))
    expect(answers).toEqual({
      'no JSON': [400, 'invalid_json'],
      'no id': [400, 'invalid_params'],
      'another method': [400, 'unknown_method'],
      'a parameter of a wrong type': [400, 'invalid_params'],
      text: [415, 'content_type'],
      compressed: [415, 'content_type'],
      'two MiB': [413, 'body_too_large'],
      'an answer as a picture': [406, 'not_acceptable'],
      'a page': [406, 'not_acceptable'],
      PUT: [405, 'method_not_allowed'],
      PATCH: [405, 'method_not_allowed'],
      DELETE: [405, 'method_not_allowed'],
    })
    // It goes on as if nothing had been.
    expect((await ada.post('getSessions')).status).toBe(200)
  })

  it('refuses a page of another site', async () => {
    const ada = await stage().login()
    const cookie = ada.jar.header(ada.base)
    const answer = await fetch(ada.base, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: 'https://evil.example', Cookie: cookie },
      body: JSON.stringify({ id: 1, method: 'getSessions' }),
    })
    expect(await codeOf(answer)).toEqual([403, 'csrf_rejected'])
  })

  it('answers HEAD and OPTIONS, and holds nothing open for them', async () => {
    const ada = await stage().login()
    const head = await ada.ask('', { method: 'HEAD', headers: { Accept: 'text/event-stream' } })
    expect([head.status, await head.text(), head.headers.get('allow')]).toEqual([405, '', 'GET, POST'])
    const options = await ada.ask('', {
      method: 'OPTIONS',
      headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' },
    })
    expect([options.status, options.headers.get('access-control-allow-origin')]).toEqual([405, null])
    await options.body?.cancel()
  })

  it('has the paths below the base path, and no others', async () => {
    const ada = await stage().login()
    expect(await codeOf(await ada.ask('/oauth/start', { method: 'POST', body: '{}' }))).toEqual([
      405,
      'method_not_allowed',
    ])
    const sandbox = await ada.ask('/app-sandbox')
    expect([sandbox.status, sandbox.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')])
    expect(sandbox.headers.get('content-security-policy')).toContain('sandbox')
    await sandbox.body?.cancel()
    // An address that only begins like it is the app's own.
    const other = await ada.ask('-of-another')
    expect([other.status, other.headers.has('x-request-id')]).toEqual([404, false])
    await other.body?.cancel()
  })
}
