/** The same as a program: prints what it counted as one line of JSON. */
import { offerAll, offerFlipping } from './offer.ts'

process.stdout.write(JSON.stringify({ offered: await offerAll(), flipped: await offerFlipping(40) }))
process.exit(0)
