export const details = {
  detailsDuration: 'Dauer',
  detailsServer: 'Von',
  detailsContent: 'Inhalt',
  detailsAudience: 'Gedacht für',
  detailsForUser: 'Menschen',
  detailsForAssistant: 'das Modell',
  detailsPriority: 'Priorität (0 bis 1)',
  detailsLastModified: 'Zuletzt geändert',
  detailsOthers: 'Weitere Anmerkungen',
}
