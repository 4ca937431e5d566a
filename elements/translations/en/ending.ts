const items = (count: number, text = String(count)): string => (count === 1 ? '1 item' : `${text} items`)

/** How a call ended, in one line. Counts come twice where they are shown: as a number, and written for the reader's language. */
export const ending = {
  result: 'Result',
  resultSummary: (count: number, written: string, duration: string) => `${items(count, written)}, ${duration}`,
  resultSeconds: (seconds: string) => `${seconds} s`,
  resultMilliseconds: (milliseconds: string) => `${milliseconds} ms`,
  resultNotLoaded: 'The view of results could not be loaded.',
}
