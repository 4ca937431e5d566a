/** A page of the documentation as HTML. All of it is ours: nothing here is text from elsewhere. */
import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { Marked } from 'marked'
import { pagePaths, plainText, readPage, ROOT } from './pages.ts'
import type { Page } from './pages.ts'

/** In the order in which they are listed; what is not named comes after them. */
const ORDER = [
  'index',
  'quick-start',
  'concepts',
  'recipes',
  'api',
  'theming',
  'operators',
  'redis',
  'networks',
  'faults',
  'troubleshooting',
  'migrating',
  'overview',
  'security',
  'contributing',
]

/** `docs/recipes.md` → `recipes.html`; all pages are in one folder. */
export function pageFile(path: string): string {
  if (path === 'docs/README.md') return 'index.html'
  if (path === 'README.md') return 'overview.html'
  const name = path
    .replace(/^docs\//, '')
    .replace(/\/README\.md$/, '')
    .replace(/\.md$/, '')
  return `${name.replaceAll('/', '-').toLowerCase()}.html`
}

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!)

/** Where a link leads in the site; nothing where that is not in it, as for a file of the source. */
function addressOf(page: Page, link: string): string | undefined {
  if (/^(https?|mailto):|^#/.test(link)) return link
  const [file = '', anchor] = link.split('#')
  const target = normalize(join(dirname(page.path), decodeURI(file)))
  const path = [target, join(target, 'README.md')].find((one) => one.endsWith('.md') && existsSync(join(ROOT, one)))
  return path !== undefined && pagePaths().includes(path)
    ? pageFile(path) + (anchor === undefined ? '' : `#${anchor}`)
    : undefined
}

/** Where a picture is, seen from the folder of the pages. */
const pictureOf = (page: Page, source: string): string => `../../${normalize(join(dirname(page.path), source))}`

function bodyOf(page: Page): string {
  const headings = [...page.headings]
  const marked = new Marked({
    renderer: {
      heading(token) {
        const { slug, depth } = headings.shift()!
        const heading = `<h${depth} id="${slug}">${this.parser.parseInline(token.tokens)}</h${depth}>\n`
        return depth === 1 ? heading + contentsOf(page) : heading
      },
      code({ text, lang }) {
        // It may be wider than the window: then it is scrolled, also by keyboard.
        return `<pre tabindex="0" role="group" aria-label="Code${lang ? `, ${escape(lang.split(' ')[0]!)}` : ''}"><code>${escape(text)}</code></pre>\n`
      },
      table(token) {
        const cells = (kind: string, row: typeof token.header): string =>
          `<tr>${row
            .map(({ tokens }) => {
              // A corner without words heads nothing.
              const tag = tokens.length === 0 ? 'td' : kind
              return `<${tag}>${this.parser.parseInline(tokens)}</${tag}>`
            })
            .join('')}</tr>`
        const about = token.header.map(({ tokens }) => tokens.map(plainText).join('')).join(', ')
        const body = token.rows.map((row) => cells('td', row)).join('')
        return `<div class="wide" tabindex="0" role="group" aria-label="Table: ${escape(about)}"><table><thead>${cells('th', token.header)}</thead><tbody>${body}</tbody></table></div>\n`
      },
      link(token) {
        const inner = this.parser.parseInline(token.tokens)
        const address = addressOf(page, token.href)
        return address === undefined ? `<span>${inner}</span>` : `<a href="${escape(address)}">${inner}</a>`
      },
      image: ({ href, text }) => `<img src="${escape(pictureOf(page, href))}" alt="${escape(text)}" loading="lazy">`,
      html: ({ raw }) =>
        raw.replace(
          /\b(src|srcset)="([^"]+)"/g,
          (_, name: string, source: string) => `${name}="${pictureOf(page, source)}"`,
        ),
    },
  })
  return marked.parser(page.tokens)
}

function listOf(current: string): string {
  const place = (path: string): number => {
    const at = ORDER.indexOf(pageFile(path).replace('.html', ''))
    return at < 0 ? ORDER.length : at
  }
  return pagePaths()
    .toSorted((a, b) => place(a) - place(b))
    .map((path) => {
      const here = path === current ? ' aria-current="page"' : ''
      return `<li><a href="${pageFile(path)}"${here}>${escape(readPage(path).title)}</a></li>`
    })
    .join('\n')
}

function contentsOf({ headings }: Page): string {
  const chapters = headings.filter(({ depth }) => depth === 2)
  if (chapters.length < 3) return ''
  const items = chapters.map(({ slug, text }) => `<li><a href="#${slug}">${escape(text)}</a></li>`).join('\n')
  return `<nav class="contents" aria-labelledby="contents"><h2 id="contents">On this page</h2><ul>${items}</ul></nav>`
}

export function renderPage(path: string): string {
  const page = readPage(path)
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escape(page.title === 'mcp-plug' ? page.title : `${page.title} · mcp-plug`)}</title>
    <link rel="icon" href="./icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="./site.css">
  </head>
  <body>
    <a class="skip" href="#main">Skip to the page</a>
    <header class="top">
      <a class="name" href="index.html">mcp-plug</a>
      <a class="all" href="#pages">All pages</a>
    </header>
    <main id="main" tabindex="-1">
      <article>${bodyOf(page)}</article>
    </main>
    <nav id="pages" class="pages" aria-label="Pages" tabindex="-1"><ul>${listOf(path)}</ul></nav>
  </body>
</html>
`
}
