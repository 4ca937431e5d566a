/** A server that notes what arrives, and answers as told. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Arrived {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Recorder {
  readonly origin: string
  /** `/mcp` on it. */
  readonly url: string
  readonly arrived: Arrived[]
  close(): Promise<void>
}

/** `GET /open` is not noted: it tells how many other answers have been begun and not ended. */
export async function startRecorder(
  answer: (response: ServerResponse, arrived: Arrived) => unknown = (response) => response.end('{}'),
): Promise<Recorder> {
  const arrived: Arrived[] = []
  let open = 0
  const server = createServer(async (request, response) => {
    if (request.url === '/open') return response.end(String(open))
    open++
    response.once('close', () => open--)
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const one = { method: request.method!, path: request.url!, headers: request.headers, body }
    arrived.push(one)
    answer(response, one)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    url: `${origin}/mcp`,
    arrived,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** How many answers a recorder has begun and not ended. */
export const openAnswers = async (origin: string): Promise<number> =>
  Number(await (await fetch(`${origin}/open`)).text())
