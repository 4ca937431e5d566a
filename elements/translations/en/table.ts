/** Texts of tables in results. */
export const table = {
  tableCopyAs: 'Copy as',
  tableCopy: (format: string) => `Copy as ${format}`,
  tableDownload: 'Download CSV',
}
