/** What an app may ask of the page that it is on, through the person. */
import type { ContentBlock } from '../../shared/mcp.ts'
import { openableUrl } from '../core/address.ts'
import { download } from './downloads.ts'
import type { Localize } from '../core/localize.ts'
import type { SSEClient } from '../core/sse-client.ts'
import { isObject } from '../schema-form/core/json.ts'
import type { JsonObject } from '../schema-form/core/json.ts'
import type { Answer, MakeQuestion } from './asking.ts'
import { invalidParams } from './bridge.ts'
import type { Request } from './bridge.ts'

export interface PageLine {
  readonly localize: Localize
  /** For files that are still at the app's own server. */
  readonly source: { readonly client: SSEClient; readonly sessionId: string } | undefined
  ask(question: MakeQuestion): Promise<Answer>
  /** Whether the page takes a message for its conversation. */
  message(content: readonly ContentBlock[]): boolean
  context(content: readonly ContentBlock[] | undefined, structured: JsonObject | undefined): void
}

export function pageDuties(line: PageLine): Readonly<Record<string, Request>> {
  const { localize } = line

  async function openLink({ url: text }: JsonObject): Promise<object> {
    const url = typeof text === 'string' ? openableUrl(text) : undefined
    // By the person's own click on a link: scripts open nothing here.
    return url && (await line.ask(({ linkQuestion }) => linkQuestion(localize, url))) === 'yes' ? {} : { isError: true }
  }

  return {
    'ui/open-link': openLink,
    'ui/download-file': (params) => download(line, params),
    'ui/message': ({ content }) => (line.message(blocksOf(content)) ? {} : { isError: true }),
    'ui/update-model-context': ({ content, structuredContent }) => {
      line.context(
        content === undefined ? undefined : blocksOf(content),
        isObject(structuredContent) ? structuredContent : undefined,
      )
      return {}
    },
  }
}

function blocksOf(content: unknown): readonly ContentBlock[] {
  if (!Array.isArray(content) || !content.every((block) => isObject(block) && typeof block['type'] === 'string'))
    throw invalidParams('Content is a list of content blocks.')
  return content as readonly ContentBlock[]
}
