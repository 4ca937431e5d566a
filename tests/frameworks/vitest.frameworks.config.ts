import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/**
 * An example app for each framework, installed from the packed package, type-checked, built for production and driven in
 * Chromium. Apart from the other tests: they take minutes and the npm registry.
 */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['tests/frameworks/*.test.ts'],
    environment: 'node',
    globalSetup: 'tests/everywhere/packed.ts',
    testTimeout: 5 * 60_000,
    // For an installation.
    hookTimeout: 8 * 60_000,
    teardownTimeout: 10_000,
    maxWorkers: 2,
    allowOnly: false,
  },
})
