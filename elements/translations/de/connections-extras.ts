export const connectionsExtras = {
  connectionsDetails: 'Details',
  connectionsReconnect: 'Neu verbinden',
  connectionsDisconnect: 'Trennen',

  connectionsFarewell: 'Getrennt',
  connectionsFarewellText:
    'In wenigen Sekunden löscht diese Website die Verbindung samt der Anmeldung und den Headern, die sie dafür aufbewahrt. Auf dem Server selbst wird nichts gelöscht.',
  connectionsRevoke: 'Auch die Anmeldung beim Server widerrufen',
  connectionsRevokeHint: 'Sonst wird die Anmeldung nur hier vergessen und gilt dort, bis sie abläuft.',
  connectionsUndo: 'Rückgängig',
  connectionsUndoOf: (name: string) => `Rückgängig: ${name} behalten`,
  connectionsFarewellNow: (name: string) => `${name} jetzt trennen`,
  connectionsSayFarewell: (name: string) => `${name} wird getrennt. Das lässt sich rückgängig machen.`,
  connectionsSayKept: (name: string) => `${name} bleibt erhalten`,

  connectionsSignIn_waiting:
    'Weiter geht es im neu geöffneten Fenster. Sobald die Anmeldung gelungen ist, steht es hier.',
  connectionsSignIn_closed: 'Noch nicht angemeldet: Das Fenster wurde vorher geschlossen.',
  connectionsSignIn_lost: 'Noch nicht angemeldet. Vielleicht liegt das Fenster hinter diesem oder ist geschlossen.',
  connectionsSignIn_expired: 'Diese Anmeldung hat zu lange gedauert und gilt nicht mehr.',
  connectionsOpenAgain: 'Erneut öffnen',
  connectionsOpenAgainOf: (name: string) => `Erneut öffnen: Anmeldung bei ${name}`,
  connectionsSignInCancel: (name: string) => `Abbrechen: Anmeldung bei ${name}`,
  connectionsSayUnfinished: (name: string) => `Die Anmeldung bei ${name} ist nicht abgeschlossen`,
}
