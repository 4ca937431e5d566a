/** Texts of JSON trees in results. */
export const tree = {
  treeLabel: 'Values',
  treeSearch: 'Search names and values',
  treeMatch: (at: string, count: string) => `${at} of ${count}`,
  treeNoMatch: 'Nothing found',
  treePrevious: 'Previous',
  treeNext: 'Next',
  treeExpandAll: 'Expand all',
  treeCollapseAll: 'Collapse all',
  treeExpandedSome: (count: string) => `Only about ${count} entries are opened at once.`,
  treeFull: (count: string) => `Only the first ${count} of the opened rows are shown. Close some to see others.`,
  treeRange: (from: string, to: string) => `${from} to ${to}`,
  treeCopyPath: 'Copy path',
  treeCopyValue: 'Copy value',
}
