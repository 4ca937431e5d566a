/** The user of Redis that `docs/redis.md` describes. */
import { readFileSync } from 'node:fs'
import type { Redis } from 'ioredis'

const DOCUMENT = readFileSync(new URL('../../docs/redis.md', import.meta.url), 'utf8')
/** Of these anybody may make use, whatever the rules say. */
const FREE = ['hello', 'auth', 'quit']

export const ACCOUNT = { username: 'mcp-plug', password: 'a-password' }

/** The rules of the document's first line for the user, and with `cluster` of its second. */
export function rulesOf({ cluster = false, prefix = '' } = {}): string[] {
  const lines = [...DOCUMENT.matchAll(/^ *ACL SETUSER mcp-plug (.+)$/gm)].map(([, rules]) => rules!)
  const rules = lines.slice(0, cluster ? 2 : 1).join(' ')
  return rules.replace('~mcp:*', `~${prefix}mcp:*`).replace('&mcp:*', `&${prefix}mcp:*`).split(' ')
}

/** How often these servers have run which command since this was last asked, also for scripts; in lower case. */
export async function commandsRun(admins: readonly Redis[]): Promise<Record<string, number>> {
  const run: Record<string, number> = {}
  for (const admin of admins) {
    const stats = await admin.info('commandstats')
    await admin.config('RESETSTAT')
    for (const [, name, calls] of stats.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)) {
      if (name !== 'config|resetstat') run[name!] = (run[name!] ?? 0) + Number(calls)
    }
  }
  return run
}

/** Commands that were run though the rules do not name them, and commands that they name in vain. */
export function compare(
  rules: readonly string[],
  run: Record<string, number>,
): { missing: string[]; unused: string[] } {
  const used = Object.keys(run)
  const allowed = rules.filter((rule) => rule.startsWith('+')).map((rule) => rule.slice(1))
  return {
    missing: used.filter((name) => !allowed.includes(name) && !FREE.includes(name)),
    unused: allowed.filter((name) => !used.includes(name)),
  }
}

/** Commands that walk through all keys, empty the store, or change the server: never to be used. */
export const forbiddenIn = (run: Record<string, number>): string[] =>
  Object.keys(run).filter((name) => /scan|^keys|^flush|^config|^randomkey|^sort/.test(name))
