/** The same as a program: prints what it counted as one line of JSON. */
import { offerAll } from './offer.ts'

process.stdout.write(JSON.stringify(await offerAll()))
process.exit(0)
