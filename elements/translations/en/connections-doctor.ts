/** Terms of what finds out why a server cannot be connected. */
export const connectionsDoctor = {
  connectionsChecking: 'Checking each step; this can take half a minute.',
  connectionsCheckAgain: 'Check again',
  connectionsCopyDebug: 'Copy debug info',
  connectionsCopyConfig: 'Copy configuration',
  connectionsCopied: 'Copied, without secrets',
  connectionsNotCopied: 'This page may not use the clipboard',

  connectionsStep_address: 'Address',
  connectionsStep_network: 'Network',
  connectionsStep_handshake: 'Greeting',
  'connectionsStep_sign-in': 'Sign-in',
  connectionsStep_tools: 'Tools',
  connectionsStepIs_ok: 'ok',
  connectionsStepIs_failed: 'failed',
  connectionsStepIs_asks: 'wants a sign-in',
  connectionsStepIs_untried: 'not tried',

  connectionsNextNone: 'Every step works now. Try again.',
  connectionsNextSignIn: 'The server answers and wants you to sign in. Connect it, then choose Sign in.',
  connectionsNextToken:
    'The server wants to know who you are and offers no sign-in. Ask its operator for a token, and give it under Advanced.',
  connectionsNextRegister:
    'The sign-in server does not let this site register by itself. Ask your administrator to register it there.',
  connectionsNext_dns: 'There is no server of that name. Look for a typing mistake in the address.',
  connectionsNext_refused:
    'Nothing answers at that address. See that the server is running, and that the port is right.',
  connectionsNext_tls:
    'A safe connection (TLS) could not be made. The server’s certificate is wrong, or it speaks no https.',
  connectionsNext_timeout: 'The server did not answer in time. It may be down, or behind a firewall.',
  connectionsNextPath: (status: number) =>
    `There is a web server, but no MCP at this path (${status}). Many addresses end in /mcp or /sse.`,
  connectionsNextForbidden:
    'The server refuses access (403). Check the token, or ask its operator to let this site in.',
  connectionsNextServer: (status: number) =>
    `The server itself failed (${status}). Try again later, or tell its operator.`,
  connectionsNextSilent: 'The server takes the connection and says nothing. It may be no MCP server, or overloaded.',
  connectionsNextNoMcp: 'What answers there does not speak MCP. Check the address with who runs the server.',
}
