import { describeBundler } from './describe-bundler.ts'

describeBundler(
  'Parcel',
  {
    packages: { parcel: '^2.16.4' },
    settings: { '@parcel/resolver-default': { packageExports: true } },
    command: ['parcel', 'build', 'main.js', '--no-cache'],
  },
  { 'in several files': { script: 'defer' } },
)
