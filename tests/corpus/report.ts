import type { StepName, ToolResult } from '../elements/schema-form/steps.ts'

export interface Outcome extends ToolResult {
  readonly id: string
  readonly server: string
  readonly name: string
  /** Milliseconds for all steps. */
  readonly took: number
}

const STEPS: Readonly<Record<StepName, string>> = {
  render: '1 rendered empty',
  untouched: '5 untouched submits {}',
  fill: '2 filled in by the controls',
  submit: '3+4 submits exactly that',
  load: '6 loaded, submits it',
  json: '7 through JSON and back',
}

/** Prints what failed for one tool. */
export function tellFailures({ id, server, name, steps }: Outcome): void {
  for (const { step, sample, problem } of steps) {
    if (problem !== undefined)
      console.log(`✗ ${id} ${server} ${name} ${step} ${sample ?? ''}: ${problem.slice(0, 400)}`)
  }
}

/** Prints what passed, and gives whether all did. */
export function printTable(outcomes: readonly Outcome[], errors: readonly string[]): boolean {
  for (const error of errors) console.log(`✗ the page: ${error}`)
  console.log(`\n${'step'.padEnd(30)} ${'passed'.padStart(8)} ${'of'.padStart(8)}`)
  for (const [name, words] of Object.entries(STEPS)) {
    const taken = outcomes.flatMap(({ steps }) => steps.filter(({ step }) => step === name))
    const passed = taken.filter(({ problem }) => problem === undefined)
    console.log(`${words.padEnd(30)} ${String(passed.length).padStart(8)} ${String(taken.length).padStart(8)}`)
  }
  const whole = outcomes.filter(({ steps }) => steps.every(({ problem }) => problem === undefined))
  console.log(
    `${'tools with every step passed'.padEnd(30)} ${String(whole.length).padStart(8)} ${String(outcomes.length).padStart(8)}`,
  )

  const raw = outcomes.filter((outcome) => outcome.raw.length > 0)
  const share = (count: number): string => `${((100 * count) / Math.max(outcomes.length, 1)).toFixed(1)} %`
  console.log(`\n8 needed raw JSON for some field: ${raw.length} tools, ${share(raw.length)}`)
  for (const type of new Set(raw.flatMap((outcome) => outcome.raw))) {
    const tools = raw.filter((outcome) => outcome.raw.includes(type)).length
    console.log(`  ${type.padEnd(28)} ${String(tools).padStart(8)} tools, ${share(tools)}`)
  }
  const [slowest] = outcomes.toSorted((a, b) => b.took - a.took)
  if (slowest) console.log(`slowest, all steps: ${slowest.id} ${slowest.name}, ${Math.round(slowest.took)} ms`)
  return whole.length === outcomes.length && errors.length === 0
}
