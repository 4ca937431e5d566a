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

/** Serves a page with a script of `tests/`, built as for people, on the strictest policy and whatever is added to it. */
export async function servePage(
  script: string,
  policy = '',
): Promise<{ readonly url: string; close(): Promise<unknown> }> {
  const built = await build({
    ...config,
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      ...config.build,
      write: false,
      rollupOptions: { ...config.build?.rollupOptions, input: { page: `${ROOT}/tests/${script}` } },
    },
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as Rollup.RollupOutput
  const files = new Map(output.flatMap((file) => (file.type === 'chunk' ? [[`/${file.fileName}`, file.code]] : [])))
  const server = createServer(({ url = '/' }, response) => {
    // A second copy of all files is under another folder.
    const code = files.get(url.replace(/^\/copy\//, '/'))
    const copies = { '/': ['/page.js'], '/twice': ['/page.js', '/copy/page.js'] }[url]
    const scripts = copies?.map((copy) => `<script type="module" src="${copy}"></script>`).join('')
    const page = scripts && `<!doctype html><html lang="en"><title>Forms</title>${scripts}`
    response.writeHead((code ?? page) ? 200 : 404, {
      'content-type': code === undefined ? 'text/html' : 'text/javascript',
      'content-security-policy': POLICY + policy,
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
