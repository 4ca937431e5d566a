import { registerTranslation } from '../core/localize.ts'
import type { Translation } from '../core/localize.ts'
import { connections } from './de/connections.ts'
import { core } from './de/core.ts'
import { errors } from './de/errors.ts'
import { form } from './de/form.ts'
import { questions } from './de/questions.ts'
import { result } from './de/result.ts'
import { runner } from './de/runner.ts'

/** German. To import this file registers it; a page or an element with `lang="de"` shows it. */
const de: Translation = {
  $code: 'de',
  $name: 'Deutsch',
  $dir: 'ltr',
  ...core,
  ...connections,
  ...errors,
  ...form,
  ...questions,
  ...result,
  ...runner,
}

registerTranslation(de)

export default de
