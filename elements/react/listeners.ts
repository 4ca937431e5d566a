type Names = Extract<keyof HTMLElementEventMap, `mcp-${string}`>

/** Handlers by the name of the event. */
export type McpHandlers = { readonly [Name in Names]?: (event: HTMLElementEventMap[Name]) => void }

/** The same as React takes them. */
export type McpHandlerProps = { [Name in Names as `on${Name}`]?: (event: HTMLElementEventMap[Name]) => void }

/**
 * Handlers for an element's events, to be spread into its JSX: `<mcp-connections {...listeners({ 'mcp-select': … })} />`.
 * The same as `onmcp-select={…}`, but a wrong name does not compile: TypeScript lets any name with a hyphen pass in JSX.
 */
export const listeners = (handlers: McpHandlers): McpHandlerProps =>
  Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [`on${name}`, handler]))
