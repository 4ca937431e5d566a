import { describe, expect, it } from 'vitest'
import { generateKey, parseKeyRing } from '../../../server/sessions/keys.ts'
import { type SealContext, Sealer } from '../../../server/sessions/seal.ts'

const secret = (fill: number): string => Buffer.alloc(32, fill).toString('base64url')
const context: SealContext = { scope: 's1', key: 'mcp:session:{u}:s1', field: 'secrets.headers', generation: 3 }

describe('the key ring', () => {
  it('is read in order, spaces and a trailing comma aside', () => {
    const ring = parseKeyRing(` new:${secret(1)} , old-1:${secret(2)}=,`)
    expect(ring.map(({ kid, secret: bytes }) => [kid, bytes])).toEqual([
      ['new', new Uint8Array(32).fill(1)],
      ['old-1', new Uint8Array(32).fill(2)],
    ])
  })

  it('takes what generateKey makes, which is new each time', () => {
    const made = Array.from({ length: 50 }, generateKey)
    expect(parseKeyRing(made.join(','))).toHaveLength(50)
  })

  it.each([
    ['', /empty.*keygen/],
    [' , ', /empty/],
    [secret(7), /Key 1 of 1 has no id/],
    [`a:${secret(1)},b:${secret(7).slice(1)}`, /Key 2 of 2 is not 32 bytes/],
    [`a:${secret(7)}AAAA`, /Key 1 of 1 is not 32 bytes/],
    [`a:${Buffer.alloc(32, 251).toString('base64')}`, /Key 1 of 1 is not 32 bytes in base64url/],
    [`:${secret(7)}`, /Key 1 of 1 has an id/],
    [`a b:${secret(7)}`, /Key 1 of 1 has an id/],
    [`a:${secret(1)},a:${secret(7)}`, /same id/],
  ])('refuses bad input without repeating it: %#', (text, message) => {
    const attempt = (): unknown => parseKeyRing(text)
    expect(attempt).toThrow(message)
    expect(attempt).toThrow(TypeError)
    expect(attempt).not.toThrow(new RegExp(secret(7).slice(0, 8)))
  })
})

describe('a sealed value', () => {
  const sealer = new Sealer(parseKeyRing(`k1:${secret(1)}`))

  it('has the form v1.<kid>.<iv>.<ciphertext>, is never the same twice, and opens again', async () => {
    const value = { Authorization: 'Bearer ü', list: [], nothing: null }
    const [one, two] = [await sealer.seal(value, context), await sealer.seal(value, context)]
    expect(one).toMatch(/^v1\.k1\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+$/)
    expect(one).not.toBe(two)
    expect(await sealer.open(one, context)).toEqual(value)
  })

  it.each([
    ['scope', { ...context, scope: 's2' }],
    ['key', { ...context, key: 'mcp:session:{u}:s2' }],
    ['field', { ...context, field: 'secrets.tokens' }],
    ['generation', { ...context, generation: 4 }],
  ])('does not open for another %s', async (_name, other) => {
    const sealed = await sealer.seal('x', context)
    await expect(sealer.open(sealed, other)).rejects.toMatchObject({ code: 'session_unreadable' })
  })

  it('does not open when any part of it is changed', async () => {
    const sealed = await sealer.seal('a secret of some length', context)
    const parts = sealed.split('.')
    const flip = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1)
    const changed = [
      ['v2', ...parts.slice(1)],
      ['v1', 'k2', ...parts.slice(2)],
      ['v1', 'k1', flip(parts[2]!), parts[3]],
      ['v1', 'k1', parts[2], flip(parts[3]!)],
      ['v1', 'k1', parts[2], parts[3]!.slice(0, 8)],
      parts.slice(0, 3),
      [...parts, 'x'],
      [''],
    ]
    for (const one of changed) {
      await expect(sealer.open(one.join('.'), context), one.join('.')).rejects.toMatchObject({
        code: 'session_unreadable',
      })
    }
  })

  it('opens with any key of the ring, and is sealed with the first', async () => {
    const sealed = await sealer.seal('kept', context)
    const rotated = new Sealer(parseKeyRing(`k2:${secret(2)},k1:${secret(1)}`))
    expect(await rotated.open(sealed, context)).toBe('kept')
    expect(rotated.isCurrent(sealed)).toBe(false)
    const anew = await rotated.seal('kept', context)
    expect(rotated.isCurrent(anew)).toBe(true)
    await expect(sealer.open(anew, context)).rejects.toMatchObject({ code: 'session_unreadable' })
    const impostor = new Sealer(parseKeyRing(`k1:${secret(3)}`))
    await expect(impostor.open(sealed, context)).rejects.toMatchObject({ code: 'session_unreadable' })
  })

  it('opens again after many other scopes have been used', async () => {
    const sealed = await sealer.seal('kept', context)
    for (let n = 0; n < 1_500; n++) await sealer.seal(n, { ...context, scope: `other ${n}` })
    expect(await sealer.open(sealed, context)).toBe('kept')
  })
})
