import { appQuestions } from './en/app-questions.ts'
import { apps } from './en/apps.ts'
import { connectionsAdding } from './en/connections-adding.ts'
import { connectionsDetails } from './en/connections-details.ts'
import { connectionsDoctor } from './en/connections-doctor.ts'
import { connectionsExtras } from './en/connections-extras.ts'
import { connectionsFinder } from './en/connections-finder.ts'
import { connections } from './en/connections.ts'
import { consent } from './en/consent.ts'
import { core } from './en/core.ts'
import { details } from './en/details.ts'
import { diff } from './en/diff.ts'
import { ending } from './en/ending.ts'
import { formChecks } from './en/form-checks.ts'
import { formJson } from './en/form-json.ts'
import { formRich } from './en/form-rich.ts'
import { form } from './en/form.ts'
import { history } from './en/history.ts'
import { markdown } from './en/markdown.ts'
import { media } from './en/media.ts'
import { promise } from './en/promise.ts'
import { questions } from './en/questions.ts'
import { result } from './en/result.ts'
import { runner } from './en/runner.ts'
import { running } from './en/running.ts'
import { share } from './en/share.ts'
import { table } from './en/table.ts'
import { tree } from './en/tree.ts'

/** English: every term there is, and the fallback of all other languages. */
export default {
  $code: 'en',
  $name: 'English',
  $dir: 'ltr' as 'ltr' | 'rtl',
  ...appQuestions,
  ...apps,
  ...connectionsAdding,
  ...connectionsDetails,
  ...connectionsDoctor,
  ...connectionsExtras,
  ...connectionsFinder,
  ...connections,
  ...consent,
  ...core,
  ...details,
  ...diff,
  ...ending,
  ...formChecks,
  ...formJson,
  ...formRich,
  ...form,
  ...history,
  ...markdown,
  ...media,
  ...promise,
  ...questions,
  ...result,
  ...runner,
  ...running,
  ...share,
  ...table,
  ...tree,
}
