import { readFile } from 'node:fs/promises'

const PAGE = new URL('./public/index.html', import.meta.url)
const ELEMENTS = new URL('.', import.meta.resolve('mcp-plug/cdn'))

/** The page, and the files of the elements. */
export async function sendFile(pathname, res) {
  const name = /^\/mcp-plug\/([\w-][\w.-]*\.js)$/.exec(pathname)?.[1]
  const file = pathname === '/' ? PAGE : name && new URL(name, ELEMENTS)
  const content = file && (await readFile(file).catch(() => undefined))
  if (!content) return res.writeHead(404).end('Not found')
  const type = name ? 'text/javascript' : 'text/html; charset=utf-8'
  return res.writeHead(200, { 'Content-Type': type }).end(content)
}
