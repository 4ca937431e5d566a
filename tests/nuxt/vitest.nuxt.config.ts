import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Apart from the other tests: they install and build a Nuxt app, which takes a minute or two and the npm registry. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['tests/nuxt/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    // For the installation and a build.
    hookTimeout: 8 * 60_000,
    teardownTimeout: 10_000,
    fileParallelism: false,
    allowOnly: false,
  },
})
