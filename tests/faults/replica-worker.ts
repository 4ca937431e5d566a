/**
 * One replica as a process of its own: the handler on a port of loopback, over the Redis that `REDIS_URL` names. The user
 * is what the `login` cookie begins with. Its log goes to standard output, with all that a log could show of an error.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { createSSEHandler, type HandlerOptions, type Logger } from '../../server/index.ts'

const write =
  (level: string) =>
  (facts: object, message: string): void =>
    void process.stdout.write(`${level} ${message} ${inspect(facts, { depth: 8, breakLength: Infinity })}\n`)
const logger: Logger = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }

const handler = createSSEHandler({
  authenticate: (request) => /(?:^|; )login=(\w+)/.exec(request.headers.get('cookie') ?? '')?.[1],
  allowPrivateNetwork: ['127.0.0.1'],
  ...(JSON.parse(process.env.REPLICA_OPTIONS ?? '{}') as Partial<HandlerOptions>),
  logger,
})
const tell = (port: number) => process.stdout.write(`replica: http://127.0.0.1:${port}/api/mcp\n`)
/** As an app on Bun does it; its own types are not here. */
const bun = (globalThis as { Bun?: { serve(options: object): { port: number; stop(now?: boolean): unknown } } }).Bun
let stopListening: () => unknown
if (bun) {
  const server = bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request: Request) => handler.fetch(request) })
  stopListening = () => server.stop(true)
  tell(server.port)
} else {
  const server = createServer(handler)
  stopListening = () => server.close()
  server.listen(0, '127.0.0.1', () => tell((server.address() as AddressInfo).port))
}
process.once('SIGTERM', () => {
  const timeout = Number(process.env.REPLICA_DRAIN ?? 10_000)
  void handler.close({ timeout }).then((cutOff) => {
    process.stdout.write(`replica: cut off ${cutOff}\n`)
    // The last answers are on their way.
    setTimeout(() => {
      stopListening()
      process.exit()
    }, 200)
  })
})
// Whoever started it is gone.
process.stdin.on('end', () => process.exit()).resume()
