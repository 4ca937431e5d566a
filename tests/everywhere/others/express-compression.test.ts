import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeRuntime } from '../describe-runtime.ts'

describeRuntime('Express, behind compression()', {
  example: 'express',
  also: ['compression@^1.8.0'],
  prepare(folder) {
    const file = join(folder, 'server.js')
    const compressed = "import compression from 'compression'\n\nconst app = express()\napp.use(compression())"
    writeFileSync(file, readFileSync(file, 'utf8').replace('const app = express()', compressed))
  },
})
