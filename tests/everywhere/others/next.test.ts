import { describeRuntime } from '../describe-runtime.ts'

describeRuntime('Next.js', { example: 'next' })
