import { connections } from './en/connections.ts'
import { connectionsAdding } from './en/connections-adding.ts'
import { connectionsDetails } from './en/connections-details.ts'
import { connectionsDoctor } from './en/connections-doctor.ts'
import { connectionsExtras } from './en/connections-extras.ts'
import { connectionsFinder } from './en/connections-finder.ts'
import { core } from './en/core.ts'
import { form } from './en/form.ts'
import { questions } from './en/questions.ts'
import { result } from './en/result.ts'
import { runner } from './en/runner.ts'

/** English: every term there is, and the fallback of all other languages. */
export default {
  $code: 'en',
  $name: 'English',
  $dir: 'ltr' as 'ltr' | 'rtl',
  ...core,
  ...connections,
  ...connectionsAdding,
  ...connectionsDetails,
  ...connectionsDoctor,
  ...connectionsExtras,
  ...connectionsFinder,
  ...form,
  ...questions,
  ...result,
  ...runner,
}
