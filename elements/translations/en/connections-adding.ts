/** Terms of what adds a connection. */
export const connectionsAdding = {
  connectionsServersProblem: 'The list of servers could not be loaded.',
  connectionsAddress: 'Server address',
  connectionsAddressOther: 'Or another server, by its address',
  connectionsAddressExample: 'https://example.com/mcp',
  connectionsAddressMissing: 'Type the address of the server.',
  connectionsAddressIncomplete: 'This is not a complete address. It should look like https://example.com/mcp.',
  connectionsAddressScheme: 'The address must begin with https:// or http://.',
  connectionsAddressUser: 'Take the user name and password out of the address. A token goes under Advanced.',
  connectionsAddressPlain:
    'This address is not encrypted (http). Others on the way can read what is sent, and this site may refuse it.',
  connectionsAddressSecret:
    'This address seems to hold a secret. It is kept and shown as part of the address; a token belongs under Advanced.',
  connectionsPasted: 'This configuration has these servers. Choose one:',
  connectionsPastedPrograms: (names: string) =>
    `These are programs on your own machine, which this site cannot reach: ${names}`,
  connectionsAdvanced: 'Advanced',
  connectionsName: 'Name',
  connectionsNameHint: 'How it is called here. Left empty, the address names it.',
  connectionsTransport: 'Transport',
  connectionsTransportAuto: 'Find out',
  connectionsTransportHttp: 'Streamable HTTP',
  connectionsTransportSse: 'HTTP + SSE (older servers)',
  connectionsToken: 'Bearer token',
  connectionsTokenBad: 'This token has a space or another character that cannot be sent.',
  connectionsHeaders: 'Headers',
  connectionsHeaderName: (position: number) => `Name of header ${position}`,
  connectionsHeaderValue: (position: number) => `Value of header ${position}`,
  connectionsHeaderAdd: 'Add a header',
  connectionsHeaderRemove: (position: number) => `Remove header ${position}`,
  connectionsHeaderBad: 'This header has a name or a value that cannot be sent.',
  connectionsSecretHint: 'Sent to this server only. This site keeps it, and never shows it again.',
}
