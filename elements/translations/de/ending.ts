const items = (count: number, text = String(count)): string => (count === 1 ? '1 Eintrag' : `${text} Einträge`)

export const ending = {
  result: 'Ergebnis',
  resultSummary: (count: number, written: string, duration: string) => `${items(count, written)}, ${duration}`,
  resultSeconds: (seconds: string) => `${seconds} s`,
  resultMilliseconds: (milliseconds: string) => `${milliseconds} ms`,
  resultNotLoaded: 'Die Ansicht der Ergebnisse konnte nicht geladen werden.',
}
