/** The pages on which a person signs in to the vault and allows an app to use it. Anybody may be anyone: it is a demo. */
import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Context, Interaction, Middleware, Provider } from 'oidc-provider'

const PATH = /^\/interaction\/[\w-]+$/
const PEOPLE = ['alice', 'bob', 'carol']
const NAME = /^[a-z][a-z0-9_-]{0,31}$/
const MAX_BODY = 4096

const STYLE = `
body { margin: 4rem auto; max-width: 26rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark }
form { display: flex; flex-wrap: wrap; gap: .5rem; margin-block: 1rem }
button, input { font: inherit; padding: .4rem 1rem }`
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')

/** What each scope allows, as people read it. */
const ALLOWS: Readonly<Record<string, string>> = {
  'vault:read': 'See what is in your vault',
  'vault:write': 'Open your boxes',
  offline_access: 'Do so while you are away',
}

/** `/interaction/<id>`: who are you, then: do you allow this. */
export function vaultPages(provider: Provider): Middleware {
  return async (context, next) => {
    if (!PATH.test(context.path)) return next()
    const interaction = await provider.interactionDetails(context.req, context.res).catch(() => undefined)
    if (interaction === undefined) {
      context.status = 400
      return vaultPage(context, 'Too late', '<p>This sign-in has ended. Start it again where you came from.</p>')
    }
    if (context.method === 'POST') return decide(provider, context, interaction)
    const { user } = context.query
    if (user === undefined) return askWho(context)
    if (!isName(user)) return refuseName(context)
    await askConsent(provider, context, interaction, user)
  }
}

function askWho(context: Context): void {
  const people = PEOPLE.map((name) => `<button name="user" value="${name}">${name}</button>`).join(' ')
  vaultPage(
    context,
    'Sign in to the vault',
    `<p>Who are you?</p>
    <form method="get">${people}</form>
    <form method="get"><label>Somebody else <input name="user" required pattern="[a-z][a-z0-9_-]*"></label>
    <button>Sign in</button></form>`,
  )
}

async function askConsent(provider: Provider, context: Context, { params }: Interaction, user: string): Promise<void> {
  const client = await provider.Client.find(String(params['client_id']))
  const redirect = new URL(String(params['redirect_uri']))
  const scopes = scopesOf(params).map((scope) => `<li>${escape(ALLOWS[scope] ?? scope)}</li>`)
  vaultPage(
    context,
    'Allow access?',
    `<p><strong>${escape(client?.clientName ?? 'An app')}</strong> wants to use the vault as <strong>${user}</strong>:</p>
    <ul>${scopes.join('')}</ul>
    <p>Afterwards you return to ${escape(redirect.host)}.</p>
    <form method="post"><input type="hidden" name="user" value="${user}">
    <button name="decision" value="allow">Allow</button>
    <button name="decision" value="decline">Decline</button></form>`,
    // Browsers hold the redirects that follow a form to its page's form-action as well.
    redirect.origin === 'null' ? redirect.protocol : redirect.origin,
  )
}

async function decide(provider: Provider, context: Context, interaction: Interaction): Promise<void> {
  const form = new URLSearchParams(await readText(context.req))
  const user = form.get('user')
  if (!isName(user)) return refuseName(context)
  const result =
    form.get('decision') === 'allow'
      ? { login: { accountId: user }, consent: { grantId: await grant(provider, interaction, user) } }
      : { error: 'access_denied', error_description: 'The person declined.' }
  const goOn = await provider.interactionResult(context.req, context.res, result)
  context.status = 303
  context.redirect(goOn)
}

/** Each sign-in has a grant of its own, so that the end of one leaves the others alone. */
async function grant(provider: Provider, { params }: Interaction, accountId: string): Promise<string> {
  const grant = new provider.Grant({ accountId, clientId: String(params['client_id']) })
  const scope = scopesOf(params).join(' ')
  grant.addOIDCScope(scope)
  for (const resource of [params['resource'] ?? []].flat()) grant.addResourceScope(String(resource), scope)
  return grant.save()
}

const scopesOf = (params: Interaction['params']): string[] =>
  String(params['scope'] ?? '')
    .split(' ')
    .filter((scope) => scope !== '')

const isName = (name: unknown): name is string => typeof name === 'string' && NAME.test(name)

function refuseName(context: Context): void {
  context.status = 400
  vaultPage(context, 'Sign in to the vault', '<p>A name is of small letters and digits.</p>')
}

/** Answers with a page that loads nothing and posts to this server only, and by redirects to `formTarget`. */
export function vaultPage(context: Context, title: string, content: string, formTarget = ''): void {
  context.set({
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': [
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      `form-action 'self' ${formTarget}`.trimEnd(),
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
  })
  context.body = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<style>${STYLE}</style></head>
<body><main><h1>${title}</h1>
${content}
</main></body>
</html>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as HTML, in elements and in quoted attributes. */
export const escape = (value: string): string => value.replace(/[&<>"']/g, (character) => ENTITIES[character]!)

async function readText(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk
    if (text.length > MAX_BODY) throw new RangeError('The form is too large.')
  }
  return text
}
