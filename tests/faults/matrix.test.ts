/** What docs/faults.md promises to operators is tested under the same words. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const HERE = new URL('./', import.meta.url)
const rows = readFileSync(new URL('../../docs/faults.md', HERE), 'utf8')
  .split('| --- | --- |\n')[1]!
  .split('\n\n')[0]!
  .split('\n')
  .map((line) => line.split('|')[1]?.trim() ?? '')
  .filter((row) => row !== '')
const tests = readdirSync(HERE)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(new URL(name, HERE), 'utf8'))

it('the page has all rows of the matrix', () => {
  expect(rows).toHaveLength(17)
})

/** It needs several Redis servers: see redis-sentinel.test.ts and redis-cluster.test.ts. */
const FAILOVER = 'Sentinel or Cluster failover'

it.each(rows.filter((row) => row !== FAILOVER))('has a test: %s', (row) => {
  const named = tests.filter((text) => [`'${row}'`, `'${row}: `, `'${row} (`].some((name) => text.includes(name)))
  expect(named.length).toBeGreaterThanOrEqual(1)
})
