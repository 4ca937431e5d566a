import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ERRORS } from '../../shared/errors.ts'
import { METHODS } from '../../server/methods/index.ts'
import { createApp } from '../server/harness.ts'
import { TIMEOUT, tries } from './runs.ts'

const methods = Object.keys(METHODS)
const anything = fc.anything({ maxDepth: 4, withNullPrototype: true, withBigInt: false })
/** The parameters that methods take, of right and of wrong types. */
const params = fc.dictionary(
  fc.constantFrom(
    'sessionId',
    'name',
    'arguments',
    'callId',
    'serverUrl',
    'serverId',
    'headers',
    'uri',
    'params',
    'inputId',
    'action',
    'content',
    'policy',
    'hash',
    'ref',
    'argument',
    'approval',
    'scopes',
    '__proto__',
    'constructor',
  ),
  fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('http://127.0.0.1:9/mcp', 'javascript:1', '../..', '\0'),
    anything,
  ),
)
const call = fc.record({
  id: fc.oneof(fc.integer(), fc.string(), anything),
  method: fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...methods) }, { weight: 1, arbitrary: fc.string() }),
  params: fc.oneof({ weight: 5, arbitrary: params }, { weight: 1, arbitrary: anything }),
})
const body = fc.oneof(
  call.map((value) => JSON.stringify(value) ?? ''),
  anything.map((value) => JSON.stringify(value) ?? ''),
  fc.string({ unit: 'binary', maxLength: 300 }),
)
const headers = fc.record({
  accept: fc.constantFrom('application/json', 'text/event-stream', '*/*', '', 'application/json;q=0'),
  'content-type': fc.constantFrom('application/json', 'application/json; charset=utf-8', 'text/plain', ''),
})

it(
  'every body of a call has an answer of ours, with a code that is known and nothing of the body in it',
  { timeout: TIMEOUT },
  () => {
    const app = createApp({ limits: { connectTimeout: 500, callsPerMinute: 1e9 } })
    return tries(
      'the RPC body',
      400,
      fc.asyncProperty(body, headers, async (text, sent) => {
        const response = await app.post(text, sent)
        const answer = await response.text()
        expect(response.status).not.toBe(500)
        const json = /^data: (.*)$/m.exec(answer)?.[1] ?? answer
        const { error, result } = JSON.parse(json) as { error?: { code: string; message: string }; result?: unknown }
        if (!error) {
          expect(result).toBeDefined()
          return
        }
        expect(Object.hasOwn(ERRORS, error.code)).toBe(true)
        expect(error.code).not.toBe('internal')
        expect(error.message).toMatch(/\S/)
      }),
    )
  },
)
