import { registerTranslation } from '../core/localize.ts'
import type { Translation } from '../core/localize.ts'
import { appQuestions } from './de/app-questions.ts'
import { apps } from './de/apps.ts'
import { connectionsAdding } from './de/connections-adding.ts'
import { connectionsDetails } from './de/connections-details.ts'
import { connectionsDoctor } from './de/connections-doctor.ts'
import { connectionsExtras } from './de/connections-extras.ts'
import { connectionsFinder } from './de/connections-finder.ts'
import { connections } from './de/connections.ts'
import { consent } from './de/consent.ts'
import { core } from './de/core.ts'
import { details } from './de/details.ts'
import { diff } from './de/diff.ts'
import { ending } from './de/ending.ts'
import { errors } from './de/errors.ts'
import { formChecks } from './de/form-checks.ts'
import { formJson } from './de/form-json.ts'
import { formRich } from './de/form-rich.ts'
import { form } from './de/form.ts'
import { history } from './de/history.ts'
import { markdown } from './de/markdown.ts'
import { media } from './de/media.ts'
import { promise } from './de/promise.ts'
import { questions } from './de/questions.ts'
import { result } from './de/result.ts'
import { runner } from './de/runner.ts'
import { running } from './de/running.ts'
import { share } from './de/share.ts'
import { table } from './de/table.ts'
import { tree } from './de/tree.ts'

/** German. To import this file registers it; a page or an element with `lang="de"` shows it. */
const de: Translation = {
  $code: 'de',
  $name: 'Deutsch',
  $dir: 'ltr',
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
  ...errors,
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

registerTranslation(de)

export default de
