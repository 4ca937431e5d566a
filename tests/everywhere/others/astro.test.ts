import { describeRuntime } from '../describe-runtime.ts'

describeRuntime('Astro', { example: 'astro' })
