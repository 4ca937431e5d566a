#!/usr/bin/env node
import { generateKey } from './sessions/keys.ts'

const HELP = `Usage: mcp-plug <command>

Commands:
  keygen    Print a new key for sealing secrets at rest: MCP_PLUG_KEYS=<kid>:<base64url(32 bytes)>
            To change keys, put the new one in front of the old ones, with commas between.

Options:
  --help    Print this.
`

const [command, ...rest] = process.argv.slice(2)
if (
  command === undefined ||
  command === 'help' ||
  command === '--help' ||
  command === '-h' ||
  rest.includes('--help')
) {
  process.stdout.write(HELP)
} else if (command === 'keygen' && rest.length === 0) {
  process.stdout.write(`MCP_PLUG_KEYS=${generateKey()}\n`)
} else {
  process.stderr.write(`mcp-plug does not know "${[command, ...rest].join(' ')}".\n\n${HELP}`)
  process.exitCode = 1
}
