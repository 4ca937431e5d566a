export const history = {
  historyEmpty:
    'Hier ist noch nichts gelaufen. Was hier läuft, bleibt ohne Geheimnisse erhalten, bis dieser Tab geschlossen wird.',
  historyNoneOf: (tool: string) => `${tool} ist hier noch nicht gelaufen.`,
  historyOnly: (tool: string) => `Nur ${tool}`,
  historyRuns: 'Läufe',
  historyFinished: 'Fertig',
  historyFailed: 'Fehlgeschlagen',
  historyCancelled: 'Abgebrochen',
  historyRunning: 'Läuft',
  historyUnknown: 'Vor dem Ende verlassen',
  historyAgain: 'Erneut ausführen',
  historyEdit: 'Ändern und ausführen',
  historyResult: 'Ergebnis anzeigen',
  historyPin: 'Anheften',
  historyPinned: 'angeheftet',
  historyRemove: 'Entfernen',
  historyOf: (action: string, tool: string, time: string) => `${action}: ${tool}, ${time}`,
  historyClear: 'Alle entfernen',
  historyRemoved: 'Entfernt.',
  historyCleared: 'Alle Läufe wurden entfernt.',
  historyArguments: 'Argumente',
  historyPartial:
    'Geheimnisse und lange Werte werden nicht aufbewahrt: Vor einem neuen Lauf müssen sie ausgefüllt werden.',
  historyGone: (server: string) => `${server} ist gerade nicht verbunden oder hat dieses Werkzeug nicht mehr.`,
  historyCompare: 'Vergleichen',
  historyCompareNext: 'Zwei Läufe auswählen, um zu vergleichen, was sie zurückgegeben haben.',
  historyCompareTwo: (chosen: number, written: string) =>
    chosen === 2
      ? 'Zwei Läufe sind ausgewählt.'
      : chosen === 1
        ? 'Ein Lauf ist ausgewählt. Bitte noch einen auswählen.'
        : `${written} Läufe sind ausgewählt.`,
  historyCompared: 'Was sie zurückgegeben haben',
  historyBack: 'Zurück zu den Läufen',
}
