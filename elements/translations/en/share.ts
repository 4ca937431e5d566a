/** Terms of links to a tool with its arguments, and of what can be copied of them. */
export const share = {
  shareText: 'Text to copy',
  shareLink: 'Copy a link',
  shareLinkHint: 'It fills in the form, and runs nothing.',
  shareArguments: 'Copy arguments as JSON',
  shareRequest: 'Copy JSON-RPC request',
  shareConfig: 'Copy mcpServers entry',
  shareCurl: 'Copy cURL command',
  shareCopied: 'Copied.',
  shareWithout: 'Copied, without what looks like a secret.',
  shareFailed: 'The browser did not allow to copy. Copy it from here:',
  shareTooLong: 'These arguments are too long for a link. Copy them as JSON instead.',
  linkFilled: 'A link has filled in this form. Check it before you run it.',
  linkUnreadable: 'The link to a tool on this page cannot be read.',
  linkNotConnected: (tool: string, server: string) =>
    `The link on this page is to the tool ${tool} of ${server}, which is not connected.`,
  linkUnknown: (tool: string, server: string) =>
    `The link on this page is to a tool that ${server} does not have: ${tool}.`,
}
