export const consent = {
  runnerConfirm: (tool: string, server: string) => `${tool} auf ${server} ausführen?`,
  runnerConfirmDestroys: 'Der Server sagt, dass dieses Werkzeug Daten löschen oder überschreiben kann.',
  runnerConfirmWrites:
    'Der Server sagt, dass dieses Werkzeug Daten ändert, und schließt nicht aus, dass es welche löscht.',
  runnerConfirmUnknown: 'Der Server sagt nicht, ob dieses Werkzeug nur liest; es kann also Daten ändern oder löschen.',
  runnerConfirmAsked: 'Hier wird vor jedem Lauf gefragt.',
  runnerConfirmWished: 'Für dieses Werkzeug ist eingestellt, dass vor jedem Lauf gefragt wird.',
  runnerArguments: 'Es bekommt genau diese Argumente:',
  runnerAlways: 'Dieses Werkzeug, so wie es jetzt ist, immer erlauben',
  runnerConfirmRun: 'Jetzt ausführen',
  runnerConfirmBack: 'Nicht ausführen',

  changesReason: 'Dieses Werkzeug hat sich seit der letzten Zustimmung geändert.',
  changesTitle: 'Titel',
  changesDescription: 'Beschreibung',
  changesInputSchema: 'Schema der Eingabe',
  changesOutputSchema: 'Schema der Ausgabe',
  changesAnnotations: 'Hinweise auf die Wirkung',
  changesBefore: 'Vorher',
  changesAfter: 'Jetzt',
  changesNone: 'keine Angabe',
  changesConfirm: 'Zustimmen und ausführen',
}
