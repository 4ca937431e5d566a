const tools = (count: number) => (count === 1 ? '1 tool' : `${count.toLocaleString('en')} tools`)

/** Terms of `<mcp-connections>`. */
export const connections = {
  connectionsTitle: 'Connections',
  connectionsReady: (ready: number, all: number) => `${ready} of ${all} ready`,
  connectionsAdd: 'Add',
  connectionsTools: tools,
  connectionsMore: (name: string) => `More for ${name}`,

  connectionsChanged: 'Tools changed',
  connectionsPartFailed: 'A part of this could not be loaded. Check your network, or load the page again.',

  connectionsConnect: 'Connect',
  connectionsConnectTo: (name: string) => `Connect ${name}`,
  connectionsCancel: (name: string) => `Cancel connecting ${name}`,
  connectionsSignIn: 'Sign in',
  connectionsSignInTo: (name: string) => `Sign in to ${name} in a new tab`,
  connectionsGiveToken: 'Give a token',
  connectionsGiveTokenFor: (name: string) => `Give a token for ${name}`,
  connectionsExamine: 'Find out why',
  connectionsExamineOf: (name: string) => `Find out why: ${name}`,
  connectionsRetry: (name: string) => `Try again: ${name}`,

  connectionsStateDisconnected: 'Not connected',
  connectionsStateConnecting: 'Connecting',
  connectionsStateAuthenticating: 'Needs sign-in',
  connectionsStateAuthenticated: 'Signed in',
  connectionsStateDiscovering: 'Listing tools',
  connectionsStateConnected: 'Connected',
  connectionsStateValidating: 'Checking',
  connectionsStateReconnecting: 'Reconnecting',
  connectionsStateEnded: 'Sign-in has ended',
  connectionsStateScopes: 'Needs more permissions',
  connectionsStateFailed: 'Failed',

  connectionsSayConnecting: (name: string) => `Connecting ${name}`,
  connectionsSayConnected: (name: string, count: number) => `${name} connected, ${tools(count)}`,
  connectionsSayDisconnected: (name: string) => `${name} disconnected`,
  connectionsSaySignIn: (name: string) => `${name} needs you to sign in`,
}
