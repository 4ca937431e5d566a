export const table = {
  tableCopyAs: 'Kopieren als',
  tableCopy: (format: string) => `Kopieren als ${format}`,
  tableDownload: 'CSV herunterladen',
}
