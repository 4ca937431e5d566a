import type { Icon } from '../../shared/connection.ts'
import { catalogueOf } from '../catalogue.ts'
import type { CallerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import { checkServerAddress } from '../guards/server-address.ts'
import { isOwnPicture, loadPicture, type Picture } from '../net/picture.ts'
import { ANSWER_HEADERS } from './sse.ts'

/** Pictures that one person may ask for in a minute: a page asks for each once, and keeps it. */
const PER_MINUTE = 300
const WINDOW_SECONDS = 60
/** Pictures of one server or tool that are tried. */
const TRIED = 3
/** Seconds that a browser keeps a picture. */
const MAX_AGE = 3_600
/** Drawn at 40 pixels; the double for dense screens. */
const WANTED_SIDE = 80

/** Whatever a browser takes it for: it is never a document that runs. */
const PICTURE_HEADERS = {
  ...ANSWER_HEADERS,
  'cache-control': `private, max-age=${MAX_AGE}`,
  'content-security-policy': "default-src 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
}

/**
 * `GET base/icon?server=<catalogue id>`, `?session=<sessionId>` or `?session=<sessionId>&tool=<name>`: the picture of a
 * catalogue's entry, of an MCP server or of a tool, fetched here, so that no browser tells a stranger who looks at this
 * page. Only small raster pictures; 404 without a body where there is none.
 *
 * Errors: `rate_limited`, `invalid_params`, `blocked_address`.
 */
export async function serveIcon(context: CallerContext, request: Request): Promise<Response> {
  const { store, userId, fetch } = context
  const retryAfter = await store.consume(userId, 'icons', PER_MINUTE, WINDOW_SECONDS)
  if (retryAfter > 0) throw new McpPlugError('rate_limited', { data: { retryAfter } })
  for (const address of await addressesOf(context, new URL(request.url).searchParams)) {
    const picture = await loadPicture(fetch, address)
    if (picture) return pictureAnswer(picture)
  }
  return new Response(null, { status: 404, headers: PICTURE_HEADERS })
}

const pictureAnswer = ({ type, bytes }: Picture): Response =>
  new Response(bytes, { headers: { ...PICTURE_HEADERS, 'content-type': type } })

/** Where the picture may be, the best first. Errors: `invalid_params`. */
async function addressesOf(context: CallerContext, query: URLSearchParams): Promise<readonly string[]> {
  const [server, session, tool] = ['server', 'session', 'tool'].map((name) => query.get(name) ?? undefined)
  if ((server === undefined) === (session === undefined))
    throw new McpPlugError('invalid_params', { message: 'icon takes a server or a session.' })
  if (server !== undefined) {
    const { icon } = (await catalogueOf(context, context.userId)).find(({ id }) => id === server) ?? {}
    return icon === undefined ? [] : [icon]
  }
  return ownIcons(context, session!, tool)
}

/** Of the caller's own session; another's has none. */
async function ownIcons(context: CallerContext, session: string, tool: string | undefined): Promise<readonly string[]> {
  const { store, userId } = context
  const record = await store.get(userId, session).catch((error: unknown) => {
    if (toMcpPlugError(error).code !== 'session_unreadable') throw error
    return null
  })
  if (!record) return []
  await checkServerAddress(context, record.serverUrl, userId)
  const { icons } =
    tool === undefined
      ? (record.serverInfo ?? {})
      : (((await store.getTool(userId, session, tool))?.definition ?? {}) as { icons?: readonly Icon[] })
  return best(icons, record.serverUrl)
}

/** Raster pictures near the size that is drawn. All of this is a stranger's word, in any shape. */
function best(icons: unknown, serverUrl: string): readonly string[] {
  if (!Array.isArray(icons)) return []
  return icons
    .slice(0, 50)
    .filter((icon: Partial<Icon> | null): icon is Icon => typeof icon?.src === 'string')
    .filter(
      ({ src, mimeType }) => !(typeof mimeType === 'string' && /svg/i.test(mimeType)) && isOwnPicture(src, serverUrl),
    )
    .toSorted((a, b) => distance(a) - distance(b))
    .slice(0, TRIED)
    .map(({ src }) => src)
}

function distance({ sizes }: Icon): number {
  const first: unknown = Array.isArray(sizes) ? sizes[0] : undefined
  const side = typeof first === 'string' ? Number.parseInt(first, 10) : 0
  return side > 0 ? Math.abs(Math.log2(side / WANTED_SIDE)) : 2
}
