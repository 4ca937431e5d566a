import { describeRuntime } from '../describe-runtime.ts'

describeRuntime('Hono', { example: 'hono' })
