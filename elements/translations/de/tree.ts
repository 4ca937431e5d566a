export const tree = {
  treeLabel: 'Werte',
  treeSearch: 'Namen und Werte durchsuchen',
  treeMatch: (at: string, count: string) => `${at} von ${count}`,
  treeNoMatch: 'Nichts gefunden',
  treePrevious: 'Vorheriger Treffer',
  treeNext: 'Nächster Treffer',
  treeExpandAll: 'Alle aufklappen',
  treeCollapseAll: 'Alle zuklappen',
  treeExpandedSome: (count: string) => `Nur etwa ${count} Einträge werden auf einmal aufgeklappt.`,
  treeFull: (count: string) =>
    `Nur die ersten ${count} der aufgeklappten Zeilen werden angezeigt. Wer einige zuklappt, sieht weitere.`,
  treeRange: (from: string, to: string) => `${from} bis ${to}`,
  treeCopyPath: 'Pfad kopieren',
  treeCopyValue: 'Wert kopieren',
}
