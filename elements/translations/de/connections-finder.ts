export const connectionsFinder = {
  connectionsSearch: 'Verbindungen durchsuchen',
  connectionsFound: (found: number, all: number) => `${found} von ${all}`,
  connectionsOrder: 'Reihenfolge',
  connectionsOrder_added: 'Wie hinzugefügt',
  connectionsOrder_name: 'Nach Name',
  connectionsOrder_state: 'Nach Zustand',
  connectionsRefreshAll: 'Alle aktualisieren',
  connectionsCopyConfig: 'Konfiguration kopieren',
  connectionsCopied: 'Kopiert, ohne Geheimnisse',
  connectionsNotCopied: 'Diese Seite darf die Zwischenablage nicht verwenden',
}
