import { createDraft, load } from './draft.ts'
import type { Draft, PartLoader } from './draft.ts'
import { isLater, plainField } from './fields.ts'
import type { Field } from './fields.ts'
import { draftAt, read } from './read.ts'
import type { Problem, Reading } from './read.ts'
import type { Finding } from '../validation-worker.ts'

/** What it takes to understand schemas that are not plain. */
export interface RichCore {
  createField(schema: unknown): Field
  readonly loadParts: PartLoader
}

/** What a person has filled in for one schema, what that amounts to, and what is wrong with it. */
export class FormState {
  readonly #schema: unknown
  #rich: RichCore | undefined
  #field: Field
  draft: Draft
  reading: Reading
  /** The first mistake of each field. */
  readonly problems = new Map<Draft, Problem>()
  /** What was found elsewhere, each until its field changes. */
  readonly findings = new Map<Draft, Finding>()
  /** Counts the values that were begun with: each is a form of its own to the page. */
  beginnings = 0
  /** What the last check found; entries go as they are mended. */
  reported: readonly Draft[] = []

  constructor(schema: unknown, rich?: RichCore) {
    this.#schema = schema
    this.#rich = rich
    this.#field = rich ? rich.createField(schema) : plainField(schema)
    this.draft = createDraft(this.#field, true)
    this.reading = read(this.draft)
    this.read()
  }

  /** Whether parts of the schema, or of the value, wait for {@link enrich}; their values are kept as JSON until then. */
  get isWaiting(): boolean {
    if (this.#rich) return false
    const { field, properties, rows } = this.draft
    return isLater(field) || rows.length > 0 || [...properties.values()].some((child) => isLater(child.field))
  }

  /** Understands all of the schema from now on. What was typed into plain fields stays as it is. */
  enrich(rich: RichCore): void {
    const before = this.draft
    this.#rich = rich
    this.#field = rich.createField(this.#schema)
    this.draft = createDraft(this.#field, true)
    // Parts that are in JSON, and names that the schema does not list.
    if (before.state !== 'unset') this.load(this.draft, this.value)
    for (const [name, child] of before.properties) {
      if (isLater(child.field)) continue
      child.parent = this.draft
      this.draft.properties.set(name, child)
    }
    this.read()
  }

  readonly load = (draft: Draft, value: unknown): void => load(draft, value, this.#rich?.loadParts)

  get value(): unknown {
    return this.reading.value
  }

  /** Begins anew, with a value or, for `undefined`, with nothing. */
  replace(value: unknown, defaults = false): void {
    this.draft = createDraft(this.#field, true)
    if (value !== undefined) this.load(this.draft, value)
    else if (defaults) takeDefaults(this.draft, this.load)
    this.beginnings++
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
function takeDefaults(draft: Draft, load: FormState['load']): void {
  for (const child of draft.properties.values()) {
    const { default: value } = child.field.schema
    if (value === undefined || (value === null && !child.field.nullable)) takeDefaults(child, load)
    else load(child, value)
  }
}
