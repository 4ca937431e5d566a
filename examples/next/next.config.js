export default {
  // One copy for all routes, with its own files beside it.
  serverExternalPackages: ['mcp-plug'],
}
