import { describeBundler } from './describe-bundler.ts'

const BUILD = ['bun', 'build', 'main.js', '--production', '--outdir', 'dist']

// It is there without an installation: the repository has it.
describeBundler(
  'Bun',
  { packages: {}, command: [...BUILD, '--splitting'] },
  {
    'in several files': { script: 'type="module"' },
    'in one file': { command: BUILD, script: 'type="module"', oneFile: true },
  },
)
