import { withoutSecrets } from '../../../elements/tool-runner/run/secrets.ts'
import { describe, equal, it } from '../support.ts'

const kept = (value: object, schema: object = {}) => withoutSecrets(value, schema as never)

describe('what is kept of arguments', () => {
  it('is not what looks like a secret by its name, at any depth', () => {
    for (const name of [
      'password',
      'apiKey',
      'api_key',
      'API-KEY',
      'key',
      'access_token',
      'clientSecret',
      'passPhrase',
      'otp',
      'Authorization',
      'credentials',
    ])
      equal(kept({ a: [{ [name]: 'x', b: 1 }] }), { value: { a: [{ b: 1 }] }, partial: true }, name)
    for (const name of ['keyword', 'monkey', 'max_tokens', 'pageToken', 'author', 'pinned', 'passenger'])
      equal(kept({ [name]: 'x' }), { value: { [name]: 'x' }, partial: false }, name)
  })

  it('is not what the schema marks as secret', () => {
    const schema = {
      properties: {
        user: { type: 'string' },
        login: { properties: { word: { anyOf: [{ type: 'string', format: 'password' }, { type: 'null' }] } } },
        words: { type: 'array', items: { writeOnly: true } },
        format: { type: 'string' },
      },
    }
    equal(kept({ user: 'ada', login: { word: 'x', at: 1 }, words: ['x'], format: 'password' }, schema), {
      value: { user: 'ada', login: { at: 1 }, format: 'password' },
      partial: true,
    })
  })

  it('is nothing where it cannot be told what is marked', () => {
    for (const schema of [
      { $defs: { word: { format: 'password' } }, properties: { a: { $ref: '#/$defs/word' } } },
      { additionalProperties: { writeOnly: true } },
      { writeOnly: true },
    ])
      equal(kept({ a: 'x' }, schema), { value: undefined, partial: true })
  })
})
