import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { build } from 'vite'
import type { Rollup } from 'vite'
import config from '../../vite.config.ts'
import { ROOT } from '../package/pack.ts'

/** The strictest policy that a page may have. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self' blob:; " +
  "require-trusted-types-for 'script'"

/** Serves the page in which forms are filled in, built as for people. */
export async function servePage(): Promise<{ readonly url: string; close(): Promise<unknown> }> {
  const built = await build({
    ...config,
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      ...config.build,
      write: false,
      rollupOptions: { ...config.build?.rollupOptions, input: { page: `${ROOT}/tests/corpus/page.ts` } },
    },
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as Rollup.RollupOutput
  const files = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code]] : [])))
  const server = createServer(({ url = '/' }, response) => {
    const code = files.get(url)
    const page =
      url === '/' ? '<!doctype html><html lang="en"><script type="module" src="/page.js"></script>' : undefined
    response.writeHead((code ?? page) ? 200 : 404, {
      'content-type': code === undefined ? 'text/html' : 'text/javascript',
      'content-security-policy': POLICY,
    })
    response.end(code ?? page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
