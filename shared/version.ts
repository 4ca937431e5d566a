/** The package's version, as it is told to MCP servers (`clientInfo`) and to their apps (`hostInfo`). A test holds it to package.json. */
export const VERSION = '0.1.0'
