/** An endpoint as an absolute URL, read against the page's address; `undefined` where there is none, or none that can be. */
export function endpointUrl(endpoint: string): string | undefined {
  if (endpoint === '' || !URL.canParse(endpoint, document.baseURI)) return undefined
  return new URL(endpoint, document.baseURI).href
}
