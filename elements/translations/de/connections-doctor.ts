export const connectionsDoctor = {
  connectionsChecking: 'Jeder Schritt wird geprüft; das kann eine halbe Minute dauern.',
  connectionsCheckAgain: 'Erneut prüfen',
  connectionsCopyDebug: 'Debug-Infos kopieren',
  connectionsCopyConfig: 'Konfiguration kopieren',
  connectionsCopied: 'Kopiert, ohne Geheimnisse',
  connectionsNotCopied: 'Diese Seite darf die Zwischenablage nicht verwenden',

  connectionsStep_address: 'Adresse',
  connectionsStep_network: 'Netz',
  connectionsStep_handshake: 'Begrüßung',
  'connectionsStep_sign-in': 'Anmeldung',
  connectionsStep_tools: 'Werkzeuge',
  connectionsStepIs_ok: 'in Ordnung',
  connectionsStepIs_failed: 'fehlgeschlagen',
  connectionsStepIs_asks: 'verlangt eine Anmeldung',
  connectionsStepIs_untried: 'nicht versucht',

  connectionsNextNone: 'Jetzt gelingt jeder Schritt. Bitte erneut versuchen.',
  connectionsNextSignIn:
    'Der Server antwortet und verlangt eine Anmeldung. Bitte verbinden und dann „Anmelden“ wählen.',
  connectionsNextToken:
    'Der Server verlangt einen Nachweis, bietet aber keine Anmeldung an. Wer ihn betreibt, kann ein Token ausstellen; es hat seinen Platz unter „Erweitert“.',
  connectionsNextRegister:
    'Beim Anmeldeserver kann sich diese Website nicht selbst registrieren. Wer sie verwaltet, kann sie dort registrieren.',
  connectionsNext_dns: 'Es gibt keinen Server dieses Namens. Bitte die Adresse auf Tippfehler prüfen.',
  connectionsNext_refused:
    'Unter dieser Adresse antwortet nichts. Bitte prüfen, ob der Server läuft und der Port stimmt.',
  connectionsNext_tls:
    'Eine sichere Verbindung (TLS) kam nicht zustande. Das Zertifikat des Servers stimmt nicht, oder er spricht kein https.',
  connectionsNext_timeout:
    'Der Server hat nicht rechtzeitig geantwortet. Vielleicht läuft er nicht, oder er steht hinter einer Firewall.',
  connectionsNextPath: (status: number) =>
    `Hier ist ein Webserver, aber unter diesem Pfad kein MCP (${status}). Viele Adressen enden auf /mcp oder /sse.`,
  connectionsNextForbidden:
    'Der Server verweigert den Zugriff (403). Bitte das Token prüfen; sonst kann diese Website zulassen, wer den Server betreibt.',
  connectionsNextServer: (status: number) =>
    `Der Fehler liegt beim Server (${status}). Bitte später erneut versuchen; sonst sollte davon erfahren, wer ihn betreibt.`,
  connectionsNextSilent:
    'Der Server nimmt die Verbindung an und sagt nichts. Vielleicht ist er kein MCP-Server oder überlastet.',
  connectionsNextNoMcp: 'Was dort antwortet, spricht kein MCP. Ob die Adresse stimmt, weiß, wer den Server betreibt.',
}
