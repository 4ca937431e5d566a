import type { ServerContext } from '../context.ts'
import { jsonAnswer } from './rpc.ts'

/** What load balancers and orchestrators ask for, below the base path. */
export const HEALTH_ROUTES = ['health', 'ready'] as const
export type HealthRoute = (typeof HEALTH_ROUTES)[number]

export const healthRoute = (pathname: string): HealthRoute | undefined =>
  HEALTH_ROUTES.find((route) => pathname.replace(/\/+$/, '').endsWith(`/${route}`))

/**
 * `GET base/health`: 200 as long as this process answers. `GET base/ready`: 200 while it should be sent requests, else 503
 * with the reason: it is stopping, its store cannot be reached, or its guard against private addresses does not hold.
 * For nobody in particular: neither says anything of users, addresses or versions.
 */
export async function answerHealth(route: HealthRoute, context: () => ServerContext): Promise<Response> {
  if (route === 'health') return jsonAnswer({ status: 'ok' }, 200)
  const reason = await reasonAgainst(context)
  return reason === undefined
    ? jsonAnswer({ status: 'ready' }, 200)
    : jsonAnswer({ status: 'not_ready', reason }, 503, { 'retry-after': '1' })
}

async function reasonAgainst(lazy: () => ServerContext): Promise<'stopping' | 'store' | 'guard' | undefined> {
  try {
    const context = lazy()
    if (context.replica.isStopping) return 'stopping'
    if (!(await context.isGuarded())) return 'guard'
    await context.store.ready()
    return undefined
  } catch {
    return 'store'
  }
}
