import type { ReadResourceResult, ResourceContents } from '../../shared/mcp.ts'
import { readAppCsp } from '../../shared/app-csp.ts'
import type { AppCsp } from '../../shared/app-csp.ts'
import type { SSEClient } from '../core/sse-client.ts'
import { decodeBase64 } from '../result/files.ts'
import { isObject, own } from '../schema-form/core/json.ts'
import { APP_MIME_TYPE } from './app.ts'
import type { AppMeta } from './app.ts'

/** Characters of an app's document. */
const LONGEST = 5 * 1024 * 1024

/** What of the device an app may ask for, in the words of `_meta.ui.permissions`. */
export const FEATURES = ['camera', 'microphone', 'geolocation', 'clipboardWrite'] as const
export type Feature = (typeof FEATURES)[number]

/** An app's document and what it wants, checked. */
export interface AppDocument {
  readonly html: string
  readonly csp: AppCsp
  readonly features: readonly Feature[]
  readonly border: boolean
}

/** Why a UI resource cannot be shown: the key of the words for it. */
export class UnusableApp extends Error {
  readonly term: 'appNoResource' | 'appWrongType' | 'appTooLarge' | 'appEmpty'

  constructor(term: UnusableApp['term']) {
    super(term)
    this.term = term
  }
}

/** `text/html; profile="mcp-app"` and `text/html;profile=mcp-app` say the same (RFC 9110, "Media Type"). */
const isApp = (mimeType: unknown): boolean =>
  typeof mimeType === 'string' && mimeType.toLowerCase().replace(/[\s"]/g, '') === APP_MIME_TYPE

/**
 * Reads the UI resource of a tool from its own server. Rejects with {@link UnusableApp}, or as `readResource` does.
 */
export async function readApp(
  client: SSEClient,
  sessionId: string,
  uri: string,
  signal: AbortSignal,
): Promise<AppDocument> {
  const found = contentsOf(await client.readResource(sessionId, uri, { signal }), uri)
  if (!found) throw new UnusableApp('appNoResource')
  if (!isApp(found.mimeType)) throw new UnusableApp('appWrongType')
  const meta = metaOf(found) ?? (await listedMeta(client, sessionId, uri, signal))
  return checkApp(textOf(found), meta ?? {})
}

/** The entry of that address; servers that answer with one entry may name it otherwise. */
function contentsOf({ contents }: ReadResourceResult, uri: string): ResourceContents | undefined {
  const list: readonly unknown[] = Array.isArray(contents) ? contents : []
  const entries = list.filter(isObject) as unknown as readonly ResourceContents[]
  return entries.find((entry) => entry.uri === uri) ?? (entries.length === 1 ? entries[0] : undefined)
}

function textOf({ text, blob }: ResourceContents): string {
  if (typeof text === 'string') return text
  const bytes = typeof blob === 'string' ? decodeBase64(blob) : undefined
  return bytes ? new TextDecoder().decode(bytes) : ''
}

function metaOf(entry: { readonly _meta?: unknown }): AppMeta | undefined {
  const ui = isObject(entry._meta) ? own(entry._meta, 'ui') : undefined
  return isObject(ui) ? ui : undefined
}

/** Servers may say it in their list of resources only. */
async function listedMeta(
  client: SSEClient,
  sessionId: string,
  uri: string,
  signal: AbortSignal,
): Promise<AppMeta | undefined> {
  try {
    const { resources } = await client.listResources(sessionId, { signal })
    const listed = resources.find((resource) => resource.uri === uri)
    return listed && metaOf(listed)
  } catch {
    return undefined
  }
}

/** Errors: {@link UnusableApp}. */
export function checkApp(html: string, meta: AppMeta): AppDocument {
  if (html.trim() === '') throw new UnusableApp('appEmpty')
  if (html.length > LONGEST) throw new UnusableApp('appTooLarge')
  const { permissions } = meta
  return {
    html,
    csp: readAppCsp(meta.csp),
    features: FEATURES.filter((name) => isObject(permissions) && isObject(own(permissions, name))),
    border: meta.prefersBorder !== false,
  }
}
