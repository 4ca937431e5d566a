export const share = {
  shareText: 'Text zum Kopieren',
  shareLink: 'Link kopieren',
  shareLinkHint: 'Er füllt das Formular aus und führt nichts aus.',
  shareArguments: 'Argumente als JSON kopieren',
  shareRequest: 'JSON-RPC-Anfrage kopieren',
  shareConfig: 'mcpServers-Eintrag kopieren',
  shareCurl: 'cURL-Befehl kopieren',
  shareCopied: 'Kopiert.',
  shareWithout: 'Kopiert, ohne das, was nach einem Geheimnis aussieht.',
  shareFailed: 'Der Browser hat das Kopieren nicht erlaubt. Hier steht der Text zum Kopieren:',
  shareTooLong: 'Diese Argumente sind zu lang für einen Link. Sie lassen sich stattdessen als JSON kopieren.',
  linkFilled: 'Ein Link hat dieses Formular ausgefüllt. Bitte vor dem Ausführen prüfen.',
  linkUnreadable: 'Der Link zu einem Werkzeug auf dieser Seite lässt sich nicht lesen.',
  linkNotConnected: (tool: string, server: string) =>
    `Der Link auf dieser Seite führt zum Werkzeug ${tool} von ${server}; dieser Server ist nicht verbunden.`,
  linkUnknown: (tool: string, server: string) =>
    `Der Link auf dieser Seite führt zu einem Werkzeug, das ${server} nicht hat: ${tool}.`,
}
