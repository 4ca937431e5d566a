import { describeRuntime } from '../describe-runtime.ts'

describeRuntime('Express', { example: 'express' })
