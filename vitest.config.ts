import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/{server,shared,contracts,faults,security,servers,package,docs,fuzz}/**/*.test.ts'],
    environment: 'node',
    testTimeout: 20_000,
    hookTimeout: 40_000,
    teardownTimeout: 10_000,
    maxWorkers: 2,
    allowOnly: false,
  },
})
