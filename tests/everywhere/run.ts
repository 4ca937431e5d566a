/** `npm run test:everywhere`: every runtime that has an example. */
import { runApart } from '../setup/run-apart.ts'

await runApart('everywhere', ['--mode', 'all', ...process.argv.slice(2)])
