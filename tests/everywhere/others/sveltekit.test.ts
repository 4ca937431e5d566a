import { describeRuntime } from '../describe-runtime.ts'

describeRuntime('SvelteKit', {
  example: 'sveltekit',
  settings: (port) => ({ ORIGIN: `http://127.0.0.1:${port}` }),
})
