import { connections } from './en/connections.ts'
import { consent } from './en/consent.ts'
import { core } from './en/core.ts'
import { form } from './en/form.ts'
import { history } from './en/history.ts'
import { questions } from './en/questions.ts'
import { result } from './en/result.ts'
import { runner } from './en/runner.ts'
import { running } from './en/running.ts'
import { share } from './en/share.ts'

/** English: every term there is, and the fallback of all other languages. */
export default {
  $code: 'en',
  $name: 'English',
  $dir: 'ltr' as 'ltr' | 'rtl',
  ...core,
  ...connections,
  ...consent,
  ...form,
  ...history,
  ...questions,
  ...result,
  ...runner,
  ...running,
  ...share,
}
