import type { McpErrorCode } from '../../core/error.ts'

type Camel<S extends string> = S extends `${infer Head}_${infer Tail}`
  ? `${Capitalize<Head>}${Camel<Tail>}`
  : Capitalize<S>

/** What each error code means, and what to do next. */
export const errors: Readonly<Record<`error${Camel<McpErrorCode>}`, string>> = {
  errorInvalidJson: 'Der Inhalt der Anfrage ist kein gültiges JSON.',
  errorInvalidParams: 'Eine Angabe fehlt oder hat die falsche Art.',
  errorUnknownMethod:
    'Diese Website kennt die Methode nicht. Vielleicht ist sie älter als die Seite; neu laden kann helfen.',
  errorInvalidServerUrl:
    'Die Adresse des Servers muss eine vollständige http- oder https-Adresse ohne Benutzernamen und Passwort sein.',
  errorInvalidHeader: 'Ein eigener Header hat einen Namen oder Wert, der nicht gesendet werden kann.',
  errorInvalidReturnTo: 'Die Adresse, zu der es zurückgeht, muss auf dieser Website liegen.',
  errorStateMissing: 'Die Antwort der Anmeldung kam ohne ihre Kennung an. Bitte die Anmeldung neu beginnen.',
  errorStateUnknownOrUsed: 'Diese Anmeldung ist beendet oder wurde schon verwendet. Bitte die Anmeldung neu beginnen.',
  errorDuplicateParam: 'Die Antwort der Anmeldung enthielt eine Angabe doppelt. Bitte die Anmeldung neu beginnen.',
  errorToolArgsInvalid:
    'Der Server hat die Argumente dieses Werkzeugs abgelehnt. Bitte die Felder prüfen und es erneut ausführen.',
  errorUnauthenticated: 'Auf dieser Website ist niemand angemeldet. Bitte anmelden und dann erneut versuchen.',
  errorCsrfRejected: 'Die Anfrage kam nicht von einer Seite dieser Website.',
  errorOauthBrowserMismatch:
    'Diese Anmeldung wurde in einem anderen Browser begonnen. Bitte in diesem hier neu beginnen.',
  errorIssuerMismatch:
    'Auf die Anmeldung hat ein anderer Anmeldeserver geantwortet als der gefragte. Sie wurde abgebrochen.',
  errorBlockedAddress: 'Diese Adresse ist hier nicht erlaubt. Ob sie es sein sollte, weiß, wer diese Website betreibt.',
  errorToolNotApproved: 'Dieses Werkzeug läuft erst nach einer Zustimmung.',
  errorSessionNotFound:
    'Diese Verbindung gibt es nicht. Vielleicht ist sie beendet; der Server lässt sich neu verbinden.',
  errorToolNotFound: 'Der Server hat kein Werkzeug dieses Namens. Bitte die Werkzeuge neu auflisten.',
  errorMethodNotAllowed: 'Diese Adresse nimmt diese HTTP-Methode nicht an.',
  errorNotAcceptable:
    'Diese Adresse antwortet mit einem Ereignisstrom oder mit JSON; die Anfrage nimmt beides nicht an.',
  errorReauthRequired: 'Der Server verlangt eine Anmeldung oder ein Token, das er annimmt.',
  errorStepUpRequired: 'Der Server verlangt mehr Rechte als bisher erteilt. Eine neue Anmeldung kann sie erteilen.',
  errorToolChanged:
    'Dieses Werkzeug hat sich seit der letzten Zustimmung geändert. Bitte ansehen und erneut zustimmen.',
  errorCallInProgress: 'Ein Aufruf mit dieser Kennung läuft schon.',
  errorCallInterrupted: 'Der Aufruf wurde unterbrochen. Vielleicht ist er gelaufen, vielleicht nicht.',
  errorSessionUnreadable:
    'Die gespeicherten Geheimnisse dieser Verbindung lassen sich mit den jetzigen Schlüsseln nicht öffnen. Darum kann sich kümmern, wer diese Website betreibt.',
  errorBodyTooLarge: 'Die Anfrage ist zu groß.',
  errorContentType: 'Der Inhalt der Anfrage muss application/json sein.',
  errorRateLimited: 'Zu viele Anfragen. Bitte einen Moment warten und dann erneut versuchen.',
  errorTooManyStreams: 'Zu viele offene Seiten. Bitte eine schließen und dann erneut versuchen.',
  errorInternal: 'Hier ist etwas schiefgegangen. Erneut versuchen kann helfen, sonst die Nummer der Anfrage melden.',
  errorUpstreamProtocol: 'Der MCP-Server hat mit einem Fehler geantwortet oder mit etwas, das kein gültiges MCP ist.',
  errorResultTooLarge: 'Die Antwort des MCP-Servers ist größer als erlaubt.',
  errorPkceUnsupported: 'Der Anmeldeserver unterstützt kein PKCE mit S256; eine Anmeldung wäre deshalb nicht sicher.',
  errorAuthUrlRejected: 'Die Adresse des Anmeldeservers zu öffnen ist nicht sicher.',
  errorRegistrationRejected: 'Der Anmeldeserver hat es abgelehnt, diese Anwendung zu registrieren.',
  errorUpstreamStreamEnded:
    'Der MCP-Server hat seine Antwort beendet, bevor sie vollständig war. Der Aufruf kann gelaufen sein.',
  errorUpstreamUnreachable:
    'Der MCP-Server ist nicht zu erreichen. Bitte prüfen, ob die Adresse stimmt und der Server läuft.',
  errorStoreUnavailable: 'Der Speicher der Verbindungen ist nicht zu erreichen. Bitte gleich erneut versuchen.',
  errorAsUnavailable:
    'Der Anmeldeserver ist nicht zu erreichen. Die Anmeldung bleibt erhalten; bitte in einer Minute erneut versuchen.',
  errorRefreshTimeout: 'Das Erneuern der Anmeldung hat zu lange gedauert. Bitte erneut versuchen.',
  errorUpstreamTimeout: 'Der MCP-Server hat nicht rechtzeitig geantwortet. Der Aufruf kann gelaufen sein.',
  errorNotStarted:
    'Der Aufruf hat nicht begonnen: Diese Website war nicht zu erreichen. Bitte das Netz prüfen und ihn dann erneut ausführen.',
  errorNetwork: 'Diese Website hat nicht geantwortet. Bitte die Verbindung prüfen und erneut versuchen.',
  errorInvalidAnswer: 'Diese Website hat etwas geantwortet, das sich nicht lesen lässt. Neu laden kann helfen.',
}
