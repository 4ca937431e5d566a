import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/**
 * The examples, each installed from the packed package, built, started and driven over HTTP. Apart from the other tests:
 * they take minutes and the npm registry. `--mode all` adds the frameworks that the gate leaves out.
 */
export default defineConfig(({ mode }) => ({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['tests/everywhere/gate/*.test.ts', ...(mode === 'all' ? ['tests/everywhere/others/*.test.ts'] : [])],
    environment: 'node',
    globalSetup: 'tests/everywhere/packed.ts',
    testTimeout: 60_000,
    // For an installation and a build.
    hookTimeout: 8 * 60_000,
    teardownTimeout: 10_000,
    maxWorkers: 2,
    allowOnly: false,
  },
}))
