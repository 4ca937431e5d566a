import fc from 'fast-check'
import { expect, it } from 'vitest'
import { startSite } from '../server/site.ts'
import { TIMEOUT, tries } from './runs.ts'

const name = fc.constantFrom(
  'state',
  'code',
  'iss',
  'error',
  'error_description',
  'error_uri',
  'session',
  'returnTo',
  '__proto__',
)
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom(
    '',
    '%00',
    '<script>alert(1)</script>',
    'https://evil.example/',
    '//evil.example',
    'javascript:alert(1)',
    '\r\nSet-Cookie: a=b',
  ),
)
const query = fc.array(fc.tuple(name, value), { maxLength: 6 })
const cookie = fc.option(fc.stringMatching(/^[!#-+\--:<-[\]-~]{0,60}$/), { nil: undefined })

it('every callback that belongs to no sign-in ends on a page of ours that says so', { timeout: TIMEOUT }, async () => {
  const site = await startSite()
  try {
    await tries(
      'the callback',
      100,
      fc.asyncProperty(fc.constantFrom('oauth/callback', 'oauth/start'), query, cookie, async (route, pairs, flow) => {
        const url = `${site.base}/${route}?${new URLSearchParams(pairs)}`
        const cookies =
          flow === undefined ? 'login=alice' : `login=alice; mcp-plug-flow=${flow}; __Host-mcp-plug-flow=${flow}`
        const response = await fetch(url, { redirect: 'manual', headers: { cookie: cookies } })
        const html = await response.text()
        expect([400, 403, 404]).toContain(response.status)
        expect(response.headers.get('location')).toBeNull()
        expect(response.headers.getSetCookie()).toEqual([])
        expect(response.headers.get('content-type')).toMatch(/^text\/html/)
        expect(html).not.toMatch(/<script>alert|evil\.example|javascript:/)
        expect(html).toContain('Not signed in')
      }),
    )
  } finally {
    await site.close()
  }
})
