/** `npm run test:frameworks`: every framework that has an example, in a browser. */
import { runApart } from '../setup/run-apart.ts'

await runApart('frameworks', process.argv.slice(2))
