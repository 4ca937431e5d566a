/** How often a row is tried, and what came of it: `npm run faults -- --long` prints one table of all. */
import { appendFileSync } from 'node:fs'

/** `npm run faults -- --long` runs each row at its full count. */
export const isLong = process.env.MODE === 'long'

/** So many in short, so many in full. */
export const runs = (short: number, full: number): number => (isLong ? full : short)

/** One line of the table. */
export interface Row {
  readonly row: string
  readonly runs: string
  readonly counted: string
  readonly seconds: number
}

/** Notes a row that has held; one that has not is named by the failure of its test. */
export function report({ started, ...row }: Omit<Row, 'seconds'> & { readonly started: number }): void {
  const line: Row = { ...row, seconds: (Date.now() - started) / 1_000 }
  console.log(`faults: ${line.row}: ${line.runs}: ${line.counted}, ${line.seconds.toFixed(1)} s`)
  const file = process.env.FAULTS_REPORT
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(line)}\n`)
}
