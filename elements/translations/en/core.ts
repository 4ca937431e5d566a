/** Terms that several elements use. */
export const core = {
  loading: 'Loading',
  cancel: 'Cancel',
  close: 'Close',
  tryAgain: 'Try again',
  requestId: (id: string) => `Request ${id}`,
  noEndpoint: 'No server is set for this part of the page.',
  noEndpointNext: 'Its developer should give it an endpoint, for example endpoint="/api/mcp".',
  offline: 'No connection to this site.',
  offlineNext: 'It is tried again by itself; what you see may be out of date.',
  unauthenticated: 'You are not signed in to this site.',
  unauthenticatedNext: 'Sign in, then try again.',
}
