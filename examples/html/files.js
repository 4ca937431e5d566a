import { readFile } from 'node:fs/promises'

const PAGE = new URL('./public/', import.meta.url)
const ELEMENTS = new URL('.', import.meta.resolve('mcp-plug/cdn'))

/** The page, its script, and the files of the elements. */
export async function sendFile(pathname, res) {
  const element = /^\/mcp-plug\/([\w-][\w.-]*\.js)$/.exec(pathname)?.[1]
  const name = { '/': 'index.html', '/page.js': 'page.js' }[pathname]
  const file = element ? new URL(element, ELEMENTS) : name && new URL(name, PAGE)
  const content = file && (await readFile(file).catch(() => undefined))
  if (!content) return res.writeHead(404).end('Not found')
  const type = pathname.endsWith('.js') ? 'text/javascript' : 'text/html; charset=utf-8'
  return res.writeHead(200, { 'Content-Type': type }).end(content)
}
