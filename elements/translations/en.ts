import { connections } from './en/connections.ts'
import { core } from './en/core.ts'
import { details } from './en/details.ts'
import { diff } from './en/diff.ts'
import { ending } from './en/ending.ts'
import { form } from './en/form.ts'
import { markdown } from './en/markdown.ts'
import { media } from './en/media.ts'
import { promise } from './en/promise.ts'
import { questions } from './en/questions.ts'
import { result } from './en/result.ts'
import { runner } from './en/runner.ts'
import { table } from './en/table.ts'
import { tree } from './en/tree.ts'

/** English: every term there is, and the fallback of all other languages. */
export default {
  $code: 'en',
  $name: 'English',
  $dir: 'ltr' as 'ltr' | 'rtl',
  ...connections,
  ...core,
  ...details,
  ...diff,
  ...ending,
  ...form,
  ...markdown,
  ...media,
  ...promise,
  ...questions,
  ...result,
  ...runner,
  ...table,
  ...tree,
}
