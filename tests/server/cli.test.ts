import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { parseKeyRing } from '../../server/sessions/keys.ts'

const cli = fileURLToPath(new URL('../../server/cli.ts', import.meta.url))

const run = (...args: string[]): Promise<{ code: number; out: string; err: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['--no-warnings', cli, ...args], { timeout: 20_000 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    )
  })

it('prints a key as one line for the environment, another each time', async () => {
  const [one, two] = await Promise.all([run('keygen'), run('keygen')])
  expect([one.code, one.err]).toEqual([0, ''])
  expect(one.out).toMatch(/^MCP_PLUG_KEYS=\S+\n$/)
  expect(parseKeyRing(one.out.trim().slice('MCP_PLUG_KEYS='.length))).toHaveLength(1)
  expect(one.out).not.toBe(two.out)
})

it('explains itself', async () => {
  const help = await run('--help')
  expect(help.code).toBe(0)
  expect(help.out).toContain('keygen')
})

it('refuses what it does not know, and says what there is', async () => {
  const unknown = await run('keygne')
  expect(unknown.code).toBe(1)
  expect(unknown.out).toBe('')
  expect(unknown.err).toContain('keygne')
  expect(unknown.err).toContain('keygen')
})
