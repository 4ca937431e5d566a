import { describeBundler } from './describe-bundler.ts'

const BUILD = ['esbuild', 'main.js', '--bundle', '--minify']

describeBundler(
  'esbuild',
  { packages: { esbuild: '^0.28.2' }, command: [...BUILD, '--splitting', '--format=esm', '--outdir=dist'] },
  {
    'in several files': { script: 'type="module"' },
    'in one file, a module': {
      command: [...BUILD, '--format=esm', '--outdir=dist'],
      script: 'type="module"',
      oneFile: true,
    },
    'in one file, a script': { command: [...BUILD, '--outdir=dist'], script: 'defer', oneFile: true },
  },
)
