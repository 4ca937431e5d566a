export const connectionsAdding = {
  connectionsIntro: 'Einen Server verbinden, und seine Werkzeuge lassen sich hier ausführen.',
  connectionsNoServers:
    'Hier gibt es noch keinen Server zum Verbinden. Wer diese Website betreibt, kann einen anbieten.',
  connectionsServersProblem: 'Die Liste der Server konnte nicht geladen werden.',
  connectionsAddress: 'Adresse des Servers',
  connectionsAddressOther: 'Oder ein anderer Server, über seine Adresse',
  connectionsAddressExample: 'https://example.com/mcp',
  connectionsAddressMissing: 'Die Adresse des Servers fehlt.',
  connectionsAddressIncomplete: 'Die Adresse ist nicht vollständig. Sie sollte aussehen wie https://example.com/mcp.',
  connectionsAddressScheme: 'Die Adresse muss mit https:// oder http:// beginnen.',
  connectionsAddressUser:
    'Benutzername und Passwort gehören nicht in die Adresse. Ein Token hat seinen Platz unter „Erweitert“.',
  connectionsAddressPlain:
    'Die Verbindung zu dieser Adresse ist nicht verschlüsselt (http). Andere können unterwegs mitlesen, und vielleicht lehnt diese Website sie ab.',
  connectionsAddressSecret:
    'Diese Adresse scheint ein Geheimnis zu enthalten. Es wird als Teil der Adresse aufbewahrt und angezeigt; ein Token gehört unter „Erweitert“.',
  connectionsPasted: 'Diese Konfiguration enthält folgende Server. Bitte einen auswählen:',
  connectionsPastedPrograms: (names: string) =>
    `Das sind Programme auf dem eigenen Rechner, die diese Website nicht erreichen kann: ${names}`,
  connectionsAdvanced: 'Erweitert',
  connectionsName: 'Name',
  connectionsNameHint: 'Wie er hier heißen soll. Bleibt das Feld leer, gibt die Adresse den Namen.',
  connectionsTransport: 'Transport',
  connectionsTransportAuto: 'Selbst herausfinden',
  connectionsTransportHttp: 'Streamable HTTP',
  connectionsTransportSse: 'HTTP + SSE (ältere Server)',
  connectionsToken: 'Bearer-Token',
  connectionsTokenBad: 'Dieses Token enthält ein Leerzeichen oder ein anderes Zeichen, das nicht gesendet werden kann.',
  connectionsHeaders: 'Header',
  connectionsHeaderName: (position: number) => `Name von Header ${position}`,
  connectionsHeaderValue: (position: number) => `Wert von Header ${position}`,
  connectionsHeaderAdd: 'Header hinzufügen',
  connectionsHeaderRemove: (position: number) => `Header ${position} entfernen`,
  connectionsHeaderBad: 'Name oder Wert dieses Headers kann so nicht gesendet werden.',
  connectionsSecretHint: 'Wird nur an diesen Server gesendet. Diese Website bewahrt es auf und zeigt es nie wieder an.',
}
