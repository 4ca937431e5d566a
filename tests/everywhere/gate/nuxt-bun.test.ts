import { describeRuntime } from '../describe-runtime.ts'

// Bun runs the build as well: what it finds in packages by its own conditions must not spoil the output.
describeRuntime('Nuxt, built by Bun for Bun', {
  example: 'nuxt',
  build: { NITRO_PRESET: 'bun' },
  buildCommand: ['bun', '--bun', 'run', 'build'],
  start: 'bun .output/server/index.mjs',
})
