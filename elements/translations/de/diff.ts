export const diff = {
  diffSame: 'Beide Ergebnisse sind gleich.',
  diffSummary: (added: string, removed: string) => `Zeilen hinzugefügt: ${added}, entfernt: ${removed}`,
  diffAdded: 'Hinzugefügt: ',
  diffRemoved: 'Entfernt: ',
  diffUnchanged: (count: number, written: string) =>
    count === 1 ? '1 unveränderte Zeile' : `${written} unveränderte Zeilen`,
  diffMore: (count: string) => `${count} weitere Zeilen anzeigen`,
}
