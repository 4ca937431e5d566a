import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['tests/conformance/**/*.test.ts'],
    environment: 'node',
    // The framework's own time-out is 30 s, the driver's 20 s.
    testTimeout: 70_000,
    hookTimeout: 60_000,
    teardownTimeout: 10_000,
    // Scenarios measure times: one after the other.
    fileParallelism: false,
    allowOnly: false,
  },
})
