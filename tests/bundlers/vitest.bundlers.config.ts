import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/**
 * An app of one file for each bundler, installed with the packed package, built for production and driven in Chromium.
 * Apart from the other tests: they take minutes and the npm registry.
 */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['tests/bundlers/*.test.ts'],
    environment: 'node',
    globalSetup: 'tests/everywhere/packed.ts',
    testTimeout: 3 * 60_000,
    // For an installation and a build.
    hookTimeout: 8 * 60_000,
    teardownTimeout: 10_000,
    maxWorkers: 2,
    allowOnly: false,
  },
})
