/**
 * Scenarios that are known to fail, each with the reason. One that passes after all fails the run: it is to be taken off
 * this list.
 */
export const BASELINE: Readonly<Record<string, string>> = {
  'auth/2025-03-26-oauth-metadata-backcompat':
    'The mock’s metadata, found at the root, names the issuer <root>/oauth. RFC 8414, section 3.3, says that metadata must ' +
    'not be used where its issuer is not the one that it was looked up for.',
}
