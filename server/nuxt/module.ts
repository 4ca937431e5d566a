import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface NuxtModuleOptions {
  /**
   * The app's file that exports by default what `createSSEHandler` gave, e.g. `./server/mcp.ts`: from the root folder
   * of the app, or by an alias (`~~/server/mcp`).
   */
  handler: string
  /** The base path. Default `/api/mcp`. */
  base?: string
}

/** What is used of Nuxt's options: Nuxt's own types would make it a dependency. */
interface NuxtOptions {
  readonly rootDir: string
  readonly mcpPlug?: Partial<NuxtModuleOptions>
  readonly serverHandlers: { route: string; handler: string }[]
  readonly vue: { compilerOptions: { isCustomElement?: (tag: string) => boolean | void } }
  readonly nitro: { virtual?: Record<string, string>; alias?: Record<string, string> }
}

const ROUTE = '#mcp-plug/route'

/**
 * A module of Nuxt 4: `modules: ['mcp-plug/nuxt']`, with its options under `mcpPlug`. It serves the handler at the base
 * path and below it, and tells Vue that `mcp-…` tags are custom elements.
 *
 * Errors: a `TypeError` for options that cannot work; the message says which.
 */
function setUp(inlineOptions: NuxtModuleOptions, nuxt: { readonly options: object }): void {
  const options = nuxt.options as NuxtOptions
  const { handler, base = '/api/mcp' } = { ...options.mcpPlug, ...inlineOptions }
  if (typeof handler !== 'string' || handler === '') {
    throw new TypeError(
      "mcp-plug/nuxt: set `mcpPlug: { handler: './server/mcp.ts' }` to the file that exports your handler by default.",
    )
  }
  if (!/^(\/[^/?#*:]+)+$/.test(base)) {
    throw new TypeError("mcp-plug/nuxt: `base` must be a path such as '/api/mcp', with no slash at its end.")
  }

  options.nitro.virtual ??= {}
  options.nitro.virtual[ROUTE] = routeOf(
    /^\.\.?\//.test(handler) ? resolve(options.rootDir, handler).replaceAll('\\', '/') : handler,
  )
  // `base/**` alone is not the base path itself in every router.
  for (const route of [base, `${base}/**`]) options.serverHandlers.push({ route, handler: ROUTE })

  // Nuxt leads every import of h3, and of what is in it, to its own h3 1.x, which has no `h3/node`.
  options.nitro.alias ??= {}
  options.nitro.alias['h3/node'] = fileURLToPath(import.meta.resolve('h3/node'))

  const { compilerOptions } = options.vue
  const { isCustomElement } = compilerOptions
  compilerOptions.isCustomElement = (tag) => tag.startsWith('mcp-') || (isCustomElement?.(tag) ?? false)
}

const routeOf = (handler: string): string =>
  [
    `import handler from ${JSON.stringify(handler)}`,
    "import { nuxtHandler } from 'mcp-plug/nuxt/server'",
    'export default nuxtHandler(handler)',
  ].join('\n')

const nuxtModule: typeof setUp & { getMeta(): Promise<{ name: string; configKey: string }> } = Object.assign(setUp, {
  getMeta: () => Promise.resolve({ name: 'mcp-plug', configKey: 'mcpPlug' }),
})

export default nuxtModule
