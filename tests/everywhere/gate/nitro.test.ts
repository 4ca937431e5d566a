import { describeRuntime } from '../describe-runtime.ts'

describeRuntime('Nitro', { example: 'nitro' })
