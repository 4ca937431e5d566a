import { html } from 'lit'
import type { TemplateResult } from 'lit'

/**
 * An address in a result that the person may follow: of the web, or for mail. One with a user name is none:
 * `https://bank.example@evil.example/` reads like another host. All others are shown as text.
 */
export function followable(href: string): URL | undefined {
  const url = URL.canParse(href) ? new URL(href) : undefined
  if (!url || url.username || url.password) return undefined
  if (url.protocol === 'mailto:') return url.pathname.includes('@') ? url : undefined
  return url.protocol === 'https:' || url.protocol === 'http:' ? url : undefined
}

/** Where it leads, in one word: a host, or a mail address. */
export function placeOf({ protocol, host, pathname }: URL): string {
  if (protocol !== 'mailto:') return host
  try {
    return decodeURIComponent(pathname)
  } catch {
    return pathname
  }
}

/** Whether a text is the address itself, so that nobody is misled by it. */
function tellsPlace(text: string, url: URL): boolean {
  const place = placeOf(url)
  if (text === place) return true
  return url.protocol !== 'mailto:' && URL.canParse(text) && new URL(text).host === place && !new URL(text).username
}

/** A link that says where it leads, whatever its text says. */
export const linkTemplate = (url: URL, content: unknown, text: string): TemplateResult =>
  html`<a href=${url.href} title=${url.href} target="_blank" rel="noopener noreferrer"><bdi>${content}</bdi></a
    >${tellsPlace(text.trim(), url) ? '' : html` <span class="muted">(<bdi>${placeOf(url)}</bdi>)</span>`}`
