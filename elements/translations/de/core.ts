export const core = {
  loading: 'Wird geladen',
  cancel: 'Abbrechen',
  close: 'Schließen',
  tryAgain: 'Erneut versuchen',
  requestId: (id: string) => `Anfrage ${id}`,
  noEndpoint: 'Für diesen Teil der Seite ist kein Server eingestellt.',
  noEndpointNext: 'Hier fehlt die Angabe eines Endpunkts, zum Beispiel endpoint="/api/mcp".',
  offline: 'Keine Verbindung zu dieser Website.',
  offlineNext: 'Es wird von selbst weiter versucht; was hier steht, kann veraltet sein.',
  unauthenticated: 'Auf dieser Website ist niemand angemeldet.',
  unauthenticatedNext: 'Bitte anmelden und dann erneut versuchen.',
}
