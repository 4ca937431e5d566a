/** The page in which the corpus is filled in: one tool at a time, on demand. */
import { takeSteps } from '../elements/schema-form/steps.ts'

Object.assign(globalThis, {
  takeSteps: (schema: unknown, samples: Record<string, unknown>) => takeSteps(schema, samples),
})
