import { describeBundler } from './describe-bundler.ts'

describeBundler(
  'webpack',
  {
    packages: { webpack: '^5.113.0', 'webpack-cli': '^7.3.1' },
    command: ['webpack', '--mode', 'production', '--entry', './main.js'],
  },
  { 'in several files': { script: 'defer' } },
)
