/** Texts of how two results differ. */
export const diff = {
  diffSame: 'Both results are the same.',
  diffSummary: (added: string, removed: string) => `Lines added: ${added}, removed: ${removed}`,
  diffAdded: 'Added: ',
  diffRemoved: 'Removed: ',
  diffUnchanged: (count: number, written: string) => (count === 1 ? '1 unchanged line' : `${written} unchanged lines`),
  diffMore: (count: string) => `Show ${count} more lines`,
}
