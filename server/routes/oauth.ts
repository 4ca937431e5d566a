import type { ServerContext } from '../context.ts'
import { McpPlugError, toMcpPlugError } from '../errors.ts'
import { browserHashOf, userOfBrowser } from '../guards/flow-cookie.ts'
import { publicBase } from '../oauth/addresses.ts'
import { beginFlow } from '../oauth/begin.ts'
import { finishFlow } from '../oauth/finish.ts'
import { clientMetadata } from '../oauth/flow-provider.ts'
import { jsonAnswer } from './rpc.ts'
import { page } from './page.ts'

/** A person's browser that navigates here. It may come without the app's login: then the flow cookie says whose it is. */
export interface Visitor {
  userId: string | undefined
  requestId: string
}

const redirect = (location: string): Response =>
  new Response(null, {
    status: 303,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  })

/** `GET base/oauth/start?session=…`: the address behind every "Sign in". A fresh state each time. */
export async function startSignIn(context: ServerContext, request: Request, visitor: Visitor): Promise<Response> {
  return answerVisitor(context, visitor, async () => {
    const browserHash = browserHashOf(context, request)
    const owner = browserHash === undefined ? undefined : await userOfBrowser(context, browserHash)
    if (browserHash === undefined || owner === undefined || (visitor.userId ?? owner) !== owner) {
      throw new McpPlugError('oauth_browser_mismatch')
    }
    const record = await context.store.get(owner, new URL(request.url).searchParams.get('session') ?? '')
    if (!record?.callbackUrl) throw new McpPlugError('session_not_found')
    const address = await beginFlow(context, record, {
      redirectUri: record.callbackUrl,
      browserHash,
      returnTo: record.returnTo,
    })
    return redirect(address.href)
  })
}

/** `GET base/oauth/callback`: where authorization servers send people back to. */
export async function finishSignIn(context: ServerContext, request: Request, visitor: Visitor): Promise<Response> {
  return answerVisitor(context, visitor, async () => {
    const { returnTo } = await finishFlow(context, new URL(request.url).searchParams, {
      browserHash: browserHashOf(context, request),
      userId: visitor.userId,
    })
    return returnTo === undefined
      ? page('Signed in', 'You are signed in. You can close this window.', 200)
      : redirect(returnTo)
  })
}

/** `GET base/oauth/client-metadata`: our Client ID Metadata Document (CIMD). The same for everybody. */
export function serveClientMetadata(context: ServerContext, request: Request): Response {
  const base = publicBase(context, request)
  const document = {
    client_id: `${base}/oauth/client-metadata`,
    ...clientMetadata(context.options.oauth ?? {}, `${base}/oauth/callback`),
  }
  return jsonAnswer(document, 200, { 'cache-control': 'public, max-age=3600' })
}

/** What goes wrong is said on a page, in words of ours. */
async function answerVisitor(
  context: ServerContext,
  { requestId }: Visitor,
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work()
  } catch (caught) {
    const error = toMcpPlugError(caught)
    context.options.logger.info({ requestId, code: error.code }, 'a sign-in did not succeed')
    return page('Not signed in', `${error.message} (${error.code}, ${requestId})`, error.status)
  }
}
