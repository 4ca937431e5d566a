import { describeRuntime } from '../describe-runtime.ts'

describeRuntime('Fastify', { example: 'fastify' })
