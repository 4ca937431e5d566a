/** Texts of what is told about a result on request. */
export const details = {
  detailsDuration: 'Took',
  detailsServer: 'From',
  detailsContent: 'Content',
  detailsAudience: 'Meant for',
  detailsForUser: 'people',
  detailsForAssistant: 'the model',
  detailsPriority: 'Priority (0 to 1)',
  detailsLastModified: 'Last changed',
  detailsOthers: 'Other annotations',
}
