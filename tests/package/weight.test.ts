import { describe, expect, it } from 'vitest'
import { BUDGETS, weigh } from './weigh.ts'

describe('what a page loads before a person does anything, gzipped, lit included', () => {
  it.each(Object.entries(BUDGETS))('%s is within its budget', { timeout: 120_000 }, async (_, [entry, budget]) => {
    const { eager } = await weigh(entry)
    expect(eager).toBeLessThanOrEqual(budget)
    // A scale that finds nothing would pass everything.
    expect(eager).toBeGreaterThan(10_000)
  })
})
