/** A person in a browser who signs in to the vault, without a browser. */

const MAX_HOPS = 20

export interface SignInOptions {
  /** Who signs in. Default `alice`. */
  user?: string
  /** Refuses what the app asks for. */
  decline?: boolean
  /** The browser's cookies; a new one by default. */
  jar?: CookieJar
}

/**
 * Follows redirects and pages from an authorization URL, or from an address that redirects to one, up to the client's
 * redirect URI. Resolves to that address with its query; it is not fetched.
 */
export async function signIn(start: string | URL, options: SignInOptions = {}): Promise<URL> {
  const { user = 'alice', decline = false, jar = new CookieJar() } = options
  const answers = { user, decision: decline ? 'decline' : 'allow' }
  let next: Submission = { url: new URL(start) }
  let redirectUri: string | undefined
  /** The `form-action` that browsers hold the redirects after a form to. */
  let formAction: string | undefined
  for (let hop = 0; hop < MAX_HOPS; hop++) {
    const { url, form } = next
    redirectUri ??= url.searchParams.get('redirect_uri') ?? undefined
    const response = await jar.fetch(url, form ? { method: 'POST', body: form } : {})
    const location = response.headers.get('Location')
    if (location !== null) {
      await response.body?.cancel()
      next = { url: new URL(location, url) }
      if (formAction !== undefined) checkFormAction(formAction, url, next.url)
      if (redirectUri !== undefined && sameTarget(next.url, new URL(redirectUri))) return next.url
    } else {
      const html = await response.text()
      if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}: ${headingOf(html)}`)
      next = fillIn(html, url, answers)
      formAction = /form-action ([^;]*)/.exec(response.headers.get('Content-Security-Policy') ?? '')?.[1]
      if (formAction !== undefined) checkFormAction(formAction, url, next.url)
    }
  }
  throw new Error(`No end after ${MAX_HOPS} hops, at ${next.url.origin}${next.url.pathname}`)
}

const sameTarget = (one: URL, other: URL): boolean => one.origin === other.origin && one.pathname === other.pathname

/** What an address has given a browser to send back. As in browsers, all ports of a host share them. */
export class CookieJar {
  readonly #cookies = new Map<string, { host: string; path: string; pair: string }>()

  /** Fetches as a browser navigates, but follows no redirect. */
  async fetch(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const url = new URL(address)
    const headers = new Headers(init.headers)
    headers.set('Accept', 'text/html')
    const cookies = this.header(url)
    if (cookies !== '') headers.set('Cookie', cookies)
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) this.set(url, line)
    return response
  }

  /** Takes a `Set-Cookie` value. */
  set(address: string | URL, line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim())
    const attribute = (name: string): string | undefined =>
      attributes.find((part) => part.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1)
    const host = new URL(address).hostname
    const path = attribute('path') ?? '/'
    const key = `${host} ${path} ${pair.split('=')[0]}`
    const expires = attribute('expires')
    const gone = Number(attribute('max-age') ?? 1) <= 0 || (expires !== undefined && Date.parse(expires) <= Date.now())
    if (gone) this.#cookies.delete(key)
    else this.#cookies.set(key, { host, path, pair })
  }

  /** The `Cookie` header for an address; empty where there is none. */
  header(address: string | URL): string {
    const { hostname, pathname } = new URL(address)
    return [...this.#cookies.values()]
      .filter(({ host }) => host === hostname)
      .filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(({ pair }) => pair)
      .join('; ')
  }
}

interface Submission {
  url: URL
  form?: URLSearchParams
}

/** Presses the button that gives one of the answers, or else fills in the field for one. */
function fillIn(html: string, page: URL, answers: Readonly<Record<string, string>>): Submission {
  for (const [, attributes = '', content = ''] of html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)) {
    const fields = tags(content, 'input')
    const button = tags(content, 'button').find(({ name, value }) => name !== undefined && answers[name] === value)
    const blank = fields.find(({ name, type }) => type !== 'hidden' && name !== undefined && name in answers)
    if (button === undefined && blank === undefined) continue
    const form = new URLSearchParams()
    for (const { name, type, value = '' } of fields) {
      if (name !== undefined) form.set(name, type === 'hidden' ? value : (answers[name] ?? value))
    }
    if (button?.name !== undefined) form.set(button.name, button.value ?? '')
    const { action = '', method = 'get' } = attributesOf(attributes)
    const url = new URL(action, page)
    if (method.toLowerCase() === 'post') return { url, form }
    url.search = form.toString()
    return { url }
  }
  throw new Error(`No way on from ${page.pathname}: ${headingOf(html)}`)
}

const tags = (html: string, name: string): Partial<Record<string, string>>[] =>
  [...html.matchAll(new RegExp(`<${name}\\b([^>]*)>`, 'g'))].map(([, attributes = '']) => attributesOf(attributes))

const attributesOf = (text: string): Partial<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll('&amp;', '&'),
    ]),
  )

const headingOf = (html: string): string => /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? 'a page without a heading'

function checkFormAction(formAction: string, page: URL, target: URL): void {
  const allowed = formAction.split(' ').map((source) => (source === "'self'" ? page.origin : source))
  if (!allowed.includes(target.origin)) throw new Error(`The page's form-action forbids ${target.origin}`)
}
