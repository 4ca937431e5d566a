/** Terms of what a row leads to. */
export const connectionsExtras = {
  connectionsDetails: 'Details',
  connectionsReconnect: 'Reconnect',
  connectionsDisconnect: 'Disconnect',

  connectionsFarewell: 'Disconnected',
  connectionsFarewellText:
    'In a few seconds this site deletes the connection, with the sign-in and the headers it keeps for it. Nothing is deleted on the server itself.',
  connectionsRevoke: 'Also take the sign-in back at the server',
  connectionsRevokeHint: 'Without this the sign-in is forgotten here, and stays good there until it runs out.',
  connectionsUndo: 'Undo',
  connectionsUndoOf: (name: string) => `Undo: keep ${name}`,
  connectionsFarewellNow: (name: string) => `Disconnect ${name} now`,
  connectionsSayFarewell: (name: string) => `${name} will be disconnected. You can undo this.`,
  connectionsSayKept: (name: string) => `${name} is kept`,

  connectionsSignIn_waiting: 'Go on in the window that was opened. This row says when you are signed in.',
  connectionsSignIn_closed: 'You are not signed in yet: the window was closed before that.',
  connectionsSignIn_lost: 'You are not signed in yet. The window may be behind this one, or closed.',
  connectionsSignIn_expired: 'This sign-in took too long and is not good any more.',
  connectionsOpenAgain: 'Open again',
  connectionsOpenAgainOf: (name: string) => `Open again: the sign-in to ${name}`,
  connectionsSignInCancel: (name: string) => `Cancel signing in to ${name}`,
  connectionsSayUnfinished: (name: string) => `The sign-in to ${name} is not finished`,
}
