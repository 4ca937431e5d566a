/** A person with a browser in front of the handler, who says yes to everything. */
import type { RpcMethod, RpcParams, RpcResponse, RpcResult } from '../../shared/rpc.ts'
import type { ErrorBody } from '../../shared/errors.ts'
import { EventReader, type Sent } from '../server/harness.ts'
import { CookieJar } from '../servers/sign-in.ts'

const MOST_HOPS = 10

/** An answer that is an error. */
export class Refusal extends Error {
  readonly body: ErrorBody

  constructor(body: ErrorBody) {
    super(`${body.code}: ${body.message}`)
    this.body = body
  }
}

export class Person {
  readonly #base: URL
  readonly #jar = new CookieJar()
  readonly #answered = new Set<string>()
  readonly #say: (line: string) => void
  #nextId = 1

  constructor(base: string, say: (line: string) => void) {
    this.#base = new URL(base)
    this.#say = say
  }

  /** Opens the event stream. The browser is known from the first call on, as with the elements. */
  async openEvents(): Promise<EventReader> {
    await this.call('getSessions', {})
    const response = await fetch(this.#base, { headers: this.#headers('text/event-stream') })
    if (!response.ok) throw new Error(`the event stream answered ${response.status}`)
    return this.#answerQuestionsIn(new EventReader(response))
  }

  /** A call; whenever it asks for a sign-in, that is done and the call repeated. Errors: {@link Refusal}. */
  async call<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<RpcResult<M>> {
    for (;;) {
      const answer = (await this.#post(method, params)) as RpcResponse<M>
      const authUrl = signInOf(answer)
      this.#say(`${method}: ${'error' in answer ? answer.error.code : 'ok'}${authUrl === undefined ? '' : ', sign in'}`)
      if (authUrl !== undefined) await this.#signIn(authUrl)
      else if ('error' in answer) throw new Refusal(answer.error)
      else return answer.result
    }
  }

  /** A tool call is streamed, so that its questions are heard on the call itself too. */
  async #post(method: string, params: object): Promise<unknown> {
    const isStreamed = method === 'callTool'
    const response = await fetch(this.#base, {
      method: 'POST',
      headers: {
        ...this.#headers(isStreamed ? 'text/event-stream' : 'application/json'),
        'content-type': 'application/json',
      },
      body: JSON.stringify({ id: this.#nextId++, method, params }),
    })
    for (const line of response.headers.getSetCookie()) this.#jar.set(this.#base, line)
    if (!response.headers.get('content-type')?.includes('text/event-stream')) return response.json()
    const reader = this.#answerQuestionsIn(new EventReader(response))
    return (await reader.until(({ event }) => event === 'rpc-response')).data
  }

  #headers(accept: string): Record<string, string> {
    return { accept, 'x-mcp-plug': '1', cookie: this.#jar.header(this.#base) }
  }

  /** Follows the address as a browser does, and comes back to the handler's callback with the whole query. */
  async #signIn(authUrl: string): Promise<void> {
    const callback = `${this.#base.href}/oauth/callback`
    let url = new URL(authUrl)
    for (let hop = 0; hop < MOST_HOPS; hop++) {
      const response = await this.#jar.fetch(url)
      const location = response.headers.get('location')
      const text = await response.text()
      if (location === null) throw new Error(`the sign-in ended at ${url.pathname} with ${response.status}: ${text}`)
      url = new URL(location, url)
      if (url.origin + url.pathname !== callback) continue
      const page = await this.#jar.fetch(url)
      const words = await page.text()
      if (!page.ok) throw new Error(`the callback answered ${page.status}: ${words}`)
      return
    }
    throw new Error(`the sign-in did not end after ${MOST_HOPS} redirects`)
  }

  /** Says yes to every question, once, with the form as it came. */
  #answerQuestionsIn(reader: EventReader): EventReader {
    reader.onEvent = ({ event, data }: Sent) => {
      const { type, question } = data as { type?: string; question?: Question }
      const asked = event === 'input_required' ? (question ?? (data as Question)) : question
      if (event !== 'input_required' && type !== 'input_required') return
      if (!asked || this.#answered.has(asked.inputId)) return
      this.#answered.add(asked.inputId)
      const { inputId, sessionId } = asked
      this.#say(`question ${inputId}: accept`)
      this.#post('answerInput', { sessionId, inputId, action: 'accept' }).then(
        (answer) => this.#say(`answerInput: ${JSON.stringify(answer)}`),
        (error: unknown) => this.#say(`answerInput: ${String(error)}`),
      )
    }
    return reader
  }
}

interface Question {
  readonly inputId: string
  readonly sessionId: string
}

/** The address at which the person goes on: needing a sign-in is an answer of `connect`, and an error of other calls. */
function signInOf(answer: RpcResponse): string | undefined {
  const holder: unknown = 'error' in answer ? answer.error.data : answer.result
  const authUrl = (holder as { authUrl?: unknown } | undefined)?.authUrl
  return typeof authUrl === 'string' ? authUrl : undefined
}
