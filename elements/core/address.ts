/** An endpoint as an absolute URL, read against the page's address; `undefined` where there is none, or none that can be. */
export function endpointUrl(endpoint: string): string | undefined {
  if (endpoint === '' || !URL.canParse(endpoint, document.baseURI)) return undefined
  return new URL(endpoint, document.baseURI).href
}

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/

/**
 * An address of somebody else's choice that a person may open: https, or http on their own machine. One with a user
 * name is none: `https://bank.example@evil.example/` reads like another host.
 */
export function openableUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || url.username || url.password) return undefined
  const { protocol, hostname } = url
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname)) ? url : undefined
}
