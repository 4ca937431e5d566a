import type { RedisOptions } from 'ioredis'
import type { RedisCluster } from './client.ts'

type Env = Readonly<Record<string, string | undefined>>

/**
 * What the environment says of Redis, as `createSessionStore` documents it; null where it says nothing.
 * @throws TypeError that names the variable at fault and repeats nothing of a password.
 */
export function redisFromEnv(env: Env): string | RedisOptions | RedisCluster | null {
  const chosen = ['REDIS_URL', 'REDIS_HOST', 'REDIS_SENTINELS'].filter((name) => env[name])
  if (chosen.length > 1) throw new TypeError(`${chosen.join(' and ')} contradict each other: set one of them.`)
  switch (chosen[0]) {
    case 'REDIS_URL':
      return fromUrls(list(env.REDIS_URL))
    case 'REDIS_HOST':
      return fromHosts(env)
    case 'REDIS_SENTINELS':
      return fromSentinels(env)
    default:
      return null
  }
}

function fromUrls(urls: readonly string[]): string | RedisCluster {
  const parsed = urls.map((url) => {
    if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
      throw new TypeError(
        'REDIS_URL must be an address that begins with redis:// or rediss://, or several with commas between.',
      )
    }
    return new URL(url)
  })
  const [first] = parsed
  if (urls.length === 1 || !first) return urls[0] ?? ''
  return {
    nodes: parsed.map((url) => ({ host: withoutBrackets(url.hostname), port: Number(url.port || 6379) })),
    options: {
      ...(first.username && { username: decodeURIComponent(first.username) }),
      ...(first.password && { password: decodeURIComponent(first.password) }),
      ...(first.protocol === 'rediss:' && { tls: {} }),
    },
  }
}

function fromHosts(env: Env): RedisOptions | RedisCluster {
  const port = whole(env, 'REDIS_PORT') ?? 6379
  const nodes = list(env.REDIS_HOST).map((text) => address('REDIS_HOST', text, port))
  const options = accountOf(env)
  const [first] = nodes
  if (nodes.length === 1) return { ...first, ...options }
  if (options.db) throw new TypeError('REDIS_DB is not for Redis Cluster, which has one database.')
  return { nodes, options }
}

function fromSentinels(env: Env): RedisOptions {
  if (!env.REDIS_SENTINEL_NAME)
    throw new TypeError('REDIS_SENTINELS needs REDIS_SENTINEL_NAME, the name of the master.')
  const account = accountOf(env)
  return {
    sentinels: list(env.REDIS_SENTINELS).map((text) => address('REDIS_SENTINELS', text, 26_379)),
    name: env.REDIS_SENTINEL_NAME,
    ...account,
    ...(env.REDIS_SENTINEL_USERNAME && { sentinelUsername: env.REDIS_SENTINEL_USERNAME }),
    ...(env.REDIS_SENTINEL_PASSWORD && { sentinelPassword: env.REDIS_SENTINEL_PASSWORD }),
    ...(account.tls && { sentinelTLS: account.tls }),
  }
}

function accountOf(env: Env): RedisOptions {
  const db = whole(env, 'REDIS_DB')
  return {
    ...(env.REDIS_USERNAME && { username: env.REDIS_USERNAME }),
    ...(env.REDIS_PASSWORD && { password: env.REDIS_PASSWORD }),
    ...(db !== undefined && { db }),
    ...(/^(1|true|yes|on)$/i.test(env.REDIS_TLS ?? '') && { tls: {} }),
  }
}

const list = (text = ''): string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

/** `host`, `host:port`, `[v6]` or `[v6]:port`; a bare IPv6 address has no port. */
function address(variable: string, text: string, defaultPort: number): { host: string; port: number } {
  const [, host, port] =
    /^(\[[^\]]+\]|[^:]+)(?::(\d{1,5}))?$/.exec(text) ?? (text.split(':').length > 2 ? ['', text] : [])
  if (!host || Number(port ?? defaultPort) > 65_535) throw new TypeError(`${variable} must be host, or host:port.`)
  return { host: withoutBrackets(host), port: Number(port ?? defaultPort) }
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

function whole(env: Env, name: string): number | undefined {
  const text = env[name]
  if (!text) return undefined
  if (!/^\d{1,5}$/.test(text)) throw new TypeError(`${name} must be a whole number.`)
  return Number(text)
}
