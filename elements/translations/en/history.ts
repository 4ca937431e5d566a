/** Terms of the list of earlier runs in `<mcp-tool-runner>`. Counts come twice: as a number, and written. */
export const history = {
  historyEmpty: 'Nothing has been run here yet. What you run is kept until this tab is closed, without secrets.',
  historyNoneOf: (tool: string) => `${tool} has not been run here yet.`,
  historyOnly: (tool: string) => `Only ${tool}`,
  historyRuns: 'Runs',
  historyFinished: 'Finished',
  historyFailed: 'Failed',
  historyCancelled: 'Cancelled',
  historyRunning: 'Running',
  historyUnknown: 'Left before it ended',
  historyAgain: 'Run again',
  historyEdit: 'Edit and run',
  historyResult: 'Show result',
  historyPin: 'Pin',
  historyPinned: 'pinned',
  historyRemove: 'Remove',
  historyOf: (action: string, tool: string, time: string) => `${action}: ${tool}, ${time}`,
  historyClear: 'Clear all',
  historyRemoved: 'Removed.',
  historyCleared: 'All runs were removed.',
  historyArguments: 'Arguments',
  historyPartial: 'Secrets and long values are not kept: fill them in before you run it again.',
  historyGone: (server: string) => `${server} is not connected now, or has this tool no more.`,
  historyCompare: 'Compare',
  historyCompareNext: 'Choose two runs to compare what they returned.',
  historyCompareTwo: (chosen: number, written: string) =>
    chosen === 2
      ? 'Two runs are chosen.'
      : chosen === 1
        ? 'One run is chosen. Choose another.'
        : `${written} runs are chosen.`,
  historyCompared: 'What they returned',
  historyBack: 'Back to the runs',
}
