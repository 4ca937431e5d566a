import { describeRuntime } from '../describe-runtime.ts'

// The repository's own Bun.
describeRuntime('Bun', { example: 'bun' })
