/** A page with the form's validator, for `validator.test.ts`; it may be there in two copies. */
import { validate } from '../../elements/schema-form/validation.ts'

const page = globalThis as { validators?: (typeof validate)[] }
page.validators = [...(page.validators ?? []), validate]
