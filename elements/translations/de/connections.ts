const tools = (count: number) => (count === 1 ? '1 Werkzeug' : `${count.toLocaleString('de')} Werkzeuge`)

export const connections = {
  connectionsTitle: 'Verbindungen',
  connectionsReady: (ready: number, all: number) => `${ready} von ${all} bereit`,
  connectionsAdd: 'Hinzufügen',
  connectionsTools: tools,
  connectionsMore: (name: string) => `Mehr zu ${name}`,

  connectionsChanged: 'Werkzeuge geändert',
  connectionsPartFailed:
    'Ein Teil hiervon konnte nicht geladen werden. Bitte die Netzverbindung prüfen oder die Seite neu laden.',

  connectionsConnect: 'Verbinden',
  connectionsConnectTo: (name: string) => `Verbinden: ${name}`,
  connectionsCancel: (name: string) => `Abbrechen: Verbindung zu ${name}`,
  connectionsSignIn: 'Anmelden',
  connectionsSignInTo: (name: string) => `Anmelden bei ${name} in einem neuen Tab`,
  connectionsGiveToken: 'Token angeben',
  connectionsGiveTokenFor: (name: string) => `Token angeben für ${name}`,
  connectionsExamine: 'Ursache finden',
  connectionsExamineOf: (name: string) => `Ursache finden: ${name}`,
  connectionsRetry: (name: string) => `Erneut versuchen: ${name}`,

  connectionsStateDisconnected: 'Nicht verbunden',
  connectionsStateConnecting: 'Verbindet',
  connectionsStateAuthenticating: 'Anmeldung nötig',
  connectionsStateAuthenticated: 'Angemeldet',
  connectionsStateDiscovering: 'Liest Werkzeuge',
  connectionsStateConnected: 'Verbunden',
  connectionsStateValidating: 'Wird geprüft',
  connectionsStateReconnecting: 'Verbindet neu',
  connectionsStateEnded: 'Anmeldung beendet',
  connectionsStateScopes: 'Mehr Rechte nötig',
  connectionsStateFailed: 'Fehlgeschlagen',

  connectionsSayConnecting: (name: string) => `${name} wird verbunden`,
  connectionsSayConnected: (name: string, count: number) => `${name} verbunden, ${tools(count)}`,
  connectionsSayDisconnected: (name: string) => `${name} getrennt`,
  connectionsSaySignIn: (name: string) => `${name} verlangt eine Anmeldung`,
}
