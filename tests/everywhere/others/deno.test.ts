import { describeRuntime } from '../describe-runtime.ts'

describeRuntime('Deno', { example: 'deno', also: ['deno@^2.9.6'] })
