/** Texts of what the person is asked before a tool runs, and of what has changed about it. */
export const consent = {
  runnerConfirm: (tool: string, server: string) => `Run ${tool} on ${server}?`,
  runnerConfirmDestroys: 'The server says that this tool may delete or overwrite data.',
  runnerConfirmWrites: 'The server says that this tool changes data, and does not rule out that it deletes some.',
  runnerConfirmUnknown: 'The server does not say whether this tool only reads, so it may change or delete data.',
  runnerConfirmAsked: 'You are asked before every run here.',
  runnerConfirmWished: 'You want to be asked before this tool runs.',
  runnerArguments: 'It gets exactly these arguments:',
  runnerAlways: 'Always allow this tool, as it is now',
  runnerConfirmRun: 'Run it',
  runnerConfirmBack: 'Do not run',

  changesReason: 'This tool has changed since you approved it.',
  changesTitle: 'Title',
  changesDescription: 'Description',
  changesInputSchema: 'Input schema',
  changesOutputSchema: 'Output schema',
  changesAnnotations: 'Hints about its effects',
  changesBefore: 'Before',
  changesAfter: 'Now',
  changesNone: 'none',
  changesConfirm: 'Approve and run',
}
