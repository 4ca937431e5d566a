import { expect, it } from 'vitest'
import nuxtModule from '../../../server/nuxt/module.ts'

/** What Nuxt has of options when it calls its modules. */
function nuxtOptions() {
  return {
    rootDir: '/app',
    serverHandlers: [] as { route: string; handler: string }[],
    vue: { compilerOptions: {} as { isCustomElement?: (tag: string) => boolean } },
    nitro: {} as { virtual?: Record<string, string> },
  }
}

it('is known to Nuxt by name, with its options under a key', async () => {
  expect(await nuxtModule.getMeta()).toEqual({ name: 'mcp-plug', configKey: 'mcpPlug' })
  const options = { ...nuxtOptions(), mcpPlug: { handler: './server/mcp.ts', base: '/mcp' } }
  nuxtModule({} as never, { options })
  expect(options.serverHandlers.map(({ route }) => route)).toEqual(['/mcp', '/mcp/**'])
  const { handler } = options.serverHandlers[0]!
  expect(options.nitro.virtual![handler]).toContain('import handler from "/app/server/mcp.ts"')
})

it('leaves an alias to Nuxt', () => {
  const options = nuxtOptions()
  nuxtModule({ handler: '~~/server/mcp' }, { options })
  expect(Object.values(options.nitro.virtual!)[0]).toContain('import handler from "~~/server/mcp"')
})

it('adds its tags to the custom elements that the app has', () => {
  const options = nuxtOptions()
  options.vue.compilerOptions.isCustomElement = (tag) => tag === 'my-map'
  nuxtModule({ handler: './mcp.ts' }, { options })
  const { isCustomElement } = options.vue.compilerOptions
  expect(['mcp-connections', 'my-map', 'nuxt-link', 'div'].filter((tag) => isCustomElement!(tag))).toEqual([
    'mcp-connections',
    'my-map',
  ])
})

it.each([
  ['no handler', {}, 'set `mcpPlug: { handler:'],
  ['a slash at the end of the base', { handler: './mcp.ts', base: '/api/mcp/' }, '`base` must be a path'],
  ['a base that is an address', { handler: './mcp.ts', base: 'https://example.com/api' }, '`base` must be a path'],
])('refuses %s', (_, options, message) => {
  expect(() => nuxtModule(options as never, { options: nuxtOptions() })).toThrow(message)
})
