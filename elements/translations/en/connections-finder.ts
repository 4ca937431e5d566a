/** Terms for where there are many connections. */
export const connectionsFinder = {
  connectionsSearch: 'Search connections',
  connectionsFound: (found: number, all: number) => `${found} of ${all}`,
  connectionsOrder: 'Order',
  connectionsOrder_added: 'As added',
  connectionsOrder_name: 'By name',
  connectionsOrder_state: 'By state',
  connectionsRefreshAll: 'Refresh all',
  connectionsCopyConfig: 'Copy configuration',
  connectionsCopied: 'Copied, without secrets',
  connectionsNotCopied: 'This page may not use the clipboard',
}
