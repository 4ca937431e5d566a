import { describeRuntime } from '../describe-runtime.ts'

describeRuntime('h3', { example: 'h3' })
