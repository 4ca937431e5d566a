import { createDraft, load } from './draft.ts'
import type { Draft } from './draft.ts'
import { createField } from './fields.ts'
import type { Field } from './fields.ts'
import { draftAt, read } from './read.ts'
import type { Problem, Reading } from './read.ts'
import type { Finding } from '../validation-worker.ts'

/** What a person has filled in for one schema, what that amounts to, and what is wrong with it. */
export class FormState {
  readonly #field: Field
  draft: Draft
  reading: Reading
  /** The first mistake of each field. */
  readonly problems = new Map<Draft, Problem>()
  /** What was found elsewhere, each until its field changes. */
  readonly findings = new Map<Draft, Finding>()
  /** What the last check found; entries go as they are mended. */
  reported: readonly Draft[] = []

  constructor(schema: unknown) {
    this.#field = createField(schema)
    this.draft = createDraft(this.#field, true)
    this.reading = read(this.draft)
    this.read()
  }

  get value(): unknown {
    return this.reading.value
  }

  /** Begins anew, with a value or, for `undefined`, with nothing. */
  replace(value: unknown, defaults = false): void {
    this.draft = createDraft(this.#field, true)
    if (value !== undefined) load(this.draft, value)
    else if (defaults) takeDefaults(this.draft)
    this.findings.clear()
    this.reported = []
    this.read()
  }

  edited(draft: Draft): void {
    for (let up: Draft | undefined = draft; up; up = up.parent) this.findings.delete(up)
    this.read()
  }

  /** Reads the value from the drafts again. */
  read(): void {
    this.reading = read(this.draft)
    this.problems.clear()
    for (const problem of this.reading.problems) {
      if (!this.problems.has(problem.draft)) this.problems.set(problem.draft, problem)
    }
  }

  /** Takes what was found elsewhere to its fields. */
  find(findings: readonly Finding[]): void {
    this.findings.clear()
    for (const finding of findings) {
      this.findings.set(draftAt(this.reading.drafts, finding.pointer) ?? this.draft, finding)
    }
  }

  /** From now on the mistakes of these are told. */
  report(wrong: readonly Draft[]): void {
    for (const draft of wrong) draft.touched = true
    this.reported = wrong
  }
}

/** Fills in the defaults of what is there, where a person sees them. */
function takeDefaults(draft: Draft): void {
  for (const child of draft.properties.values()) {
    const { default: value } = child.field.schema
    if (value === undefined || (value === null && !child.field.nullable)) takeDefaults(child)
    else load(child, value)
  }
}
