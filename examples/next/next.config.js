export default {
  // The handler: one copy for all routes, with its own files beside it. Not all of mcp-plug: `mcp-plug/react` has to
  // have the React that Next renders with. The first is what is imported, the second where it is.
  serverExternalPackages: ['mcp-plug/server', 'mcp-plug/dist/server'],
}
