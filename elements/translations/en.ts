import { appQuestions } from './en/app-questions.ts'
import { apps } from './en/apps.ts'
import { connections } from './en/connections.ts'
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
  ...form,
  ...questions,
  ...result,
  ...runner,
  ...apps,
  ...appQuestions,
}
