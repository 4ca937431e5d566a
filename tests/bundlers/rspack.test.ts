import { describeBundler } from './describe-bundler.ts'

describeBundler(
  'Rspack',
  {
    packages: { '@rspack/core': '^2.3.3', '@rspack/cli': '^2.2.8' },
    command: ['rspack', 'build', '--mode', 'production', '--entry', './main.js'],
  },
  { 'in several files': { script: 'defer' } },
)
