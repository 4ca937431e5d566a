import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ensurePrograms } from '../setup/ensure.ts'
import { findProgram } from '../setup/programs.ts'
import type { Program } from '../setup/programs.ts'

const PROGRAM: Program = {
  name: 'Teapot',
  variable: 'TEAPOT_PATH',
  commands: ['teapot-next', 'teapot'],
  places: [],
  aptPackage: 'teapot-server',
}

let folder: string

/** A command that notes how it was called, then does this. */
function addCommand(name: string, script = ''): string {
  const path = join(folder, name)
  writeFileSync(path, `#!/bin/sh\nPATH=/usr/bin:/bin\necho "${name} $*" >> ${folder}/calls\n${script}\n`)
  chmodSync(path, 0o755)
  return path
}

/** A stand-in for `env` and `sudo`: runs the rest of its line, found along the test's own PATH. */
const passOn = (skipped: string): string =>
  `while [ $# -gt 0 ]; do case "$1" in ${skipped}) shift;; *) break;; esac; done; exec ${folder}/"$@"`

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mcp-plug-ensure-'))
  vi.stubEnv('PATH', folder)
  vi.spyOn(console, 'log').mockReturnValue()
  addCommand('env', passOn('*=*'))
  addCommand('sudo', `[ "$*" = "-n true" ] && exit 0\n${passOn('-n')}`)
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

describe('programs that the tests need', () => {
  it('are found along PATH, or where a variable says', async () => {
    expect(findProgram(PROGRAM)).toBeUndefined()
    const found = addCommand('teapot')
    expect(await ensurePrograms([PROGRAM])).toEqual({ TEAPOT_PATH: found })
    const named = addCommand('kettle')
    vi.stubEnv('TEAPOT_PATH', named)
    expect(await ensurePrograms([PROGRAM])).toEqual({ TEAPOT_PATH: named })
  })

  it('are not replaced when the variable names none', async () => {
    addCommand('teapot')
    vi.stubEnv('TEAPOT_PATH', join(folder, 'nowhere'))
    await expect(ensurePrograms([PROGRAM])).rejects.toThrow('TEAPOT_PATH names')
  })

  it('are installed with apt-get where they are missing', async () => {
    const installed = join(folder, 'teapot')
    addCommand('apt-get', `if [ "$1" = install ]; then printf '#!/bin/sh\\n' > ${installed}; chmod +x ${installed}; fi`)
    expect(await ensurePrograms([PROGRAM])).toEqual({ TEAPOT_PATH: installed })
    const calls = readFileSync(join(folder, 'calls'), 'utf8')
    expect(calls).toMatch(/apt-get update\n[^]*apt-get install --yes --no-install-recommends teapot-server\n/)
    expect(calls).toContain('DEBIAN_FRONTEND=noninteractive')
  })

  it('are named, with the end of the output, when apt-get fails', async () => {
    addCommand('apt-get', 'if [ "$1" = install ]; then echo "no such teapot" >&2; exit 100; fi')
    await expect(ensurePrograms([PROGRAM])).rejects.toThrow(/failed \(100\)[^]*no such teapot/)
  })

  it('are asked for in words where nothing can be installed', async () => {
    await expect(ensurePrograms([PROGRAM])).rejects.toThrow(
      'The tests need Teapot. Install it (Debian, Ubuntu: apt-get install teapot-server), or name the executable in TEAPOT_PATH.',
    )
  })
})
