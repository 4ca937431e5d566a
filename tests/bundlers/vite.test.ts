import { describeBundler } from './describe-bundler.ts'

const CONFIG = `export default {
  base: './',
  build: { rollupOptions: { input: 'main.js', output: { entryFileNames: '[name].js' } } },
}`

describeBundler(
  'Vite',
  { packages: { vite: '^8.3.8' }, files: { 'vite.config.mjs': CONFIG }, command: ['vite', 'build'] },
  { 'in several files': { script: 'type="module"' } },
)
