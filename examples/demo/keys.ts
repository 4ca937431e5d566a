/** The key ring that seals what Redis keeps: from the environment, or one made for this demo and kept in an ignored file. */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

export function readKeys(file: URL, environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['MCP_PLUG_KEYS']
  if (given) return given
  const made = `demo:${randomBytes(32).toString('base64url')}`
  try {
    // `wx` fails where the file exists: of two demos that start at once, one makes the key and both use it.
    writeFileSync(file, `${made}\n`, { mode: 0o600, flag: 'wx' })
    return made
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return readFileSync(file, 'utf8').trim()
  }
}
