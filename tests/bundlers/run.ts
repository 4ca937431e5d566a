/** `npm run test:bundlers`: every bundler that the quick start names. */
import { runApart } from '../setup/run-apart.ts'

await runApart('bundlers', process.argv.slice(2))
