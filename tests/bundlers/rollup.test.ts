import { describeBundler } from './describe-bundler.ts'

// It has nothing to warn of.
const BUILD = ['rollup', 'main.js', '--plugin', 'node-resolve', '--dir', 'dist', '--failAfterWarnings']

describeBundler(
  'Rollup',
  {
    packages: { rollup: '^4.68.8', '@rollup/plugin-node-resolve': '^16.0.3' },
    command: BUILD,
  },
  {
    'in several files': { script: 'type="module"' },
    'in one file': {
      command: [...BUILD, '--format', 'iife', '--inlineDynamicImports'],
      script: 'defer',
      oneFile: true,
    },
  },
)
