import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readKeys } from '../../examples/demo/keys.ts'
import { parseKeyRing } from '../../server/sessions/keys.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcp-plug-keys-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the key ring of the demo', () => {
  it('is made once, and only its owner may read it', () => {
    const file = join(folder, 'keys')
    const made = readKeys(pathToFileURL(file), {})
    expect(parseKeyRing(made)).toHaveLength(1)
    expect(readKeys(pathToFileURL(file), {})).toBe(made)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('is the one of the environment where there is one', () => {
    const file = join(folder, 'keys')
    expect(readKeys(pathToFileURL(file), { MCP_PLUG_KEYS: 'mine' })).toBe('mine')
    expect(() => statSync(file)).toThrow('ENOENT')
  })
})
