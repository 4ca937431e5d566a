/** What an app may ask of the page that it is on, through the person. */
import type { ContentBlock } from '../../shared/mcp.ts'
import { openableUrl } from '../core/address.ts'
import type { Localize } from '../core/localize.ts'
import type { SSEClient } from '../core/sse-client.ts'
import { decodeBase64, fileName, saveFile } from '../result/files.ts'
import { isObject } from '../schema-form/core/json.ts'
import type { JsonObject } from '../schema-form/core/json.ts'
import type { Answer, Question } from './asking.ts'
import { invalidParams } from './bridge.ts'
import type { Request } from './bridge.ts'
import { downloadQuestion, linkQuestion } from './questions.ts'
import type { OfferedFile } from './questions.ts'

export interface PageLine {
  readonly localize: Localize
  /** For files that are still at the app's own server. */
  readonly source: { readonly client: SSEClient; readonly sessionId: string } | undefined
  ask(question: Question): Promise<Answer>
  /** Whether the page takes a message for its conversation. */
  message(content: readonly ContentBlock[]): boolean
  context(content: readonly ContentBlock[] | undefined, structured: JsonObject | undefined): void
}

const MOST_FILES = 20

interface OfferedDownload extends OfferedFile {
  content(): Promise<BlobPart | undefined>
}

export function pageDuties(line: PageLine): Readonly<Record<string, Request>> {
  const { localize } = line

  async function openLink({ url: text }: JsonObject): Promise<object> {
    const url = typeof text === 'string' ? openableUrl(text) : undefined
    // By the person's own click on a link: scripts open nothing here.
    return url && (await line.ask(linkQuestion(localize, url))) === 'yes' ? {} : { isError: true }
  }

  async function download({ contents }: JsonObject): Promise<object> {
    if (!Array.isArray(contents)) throw invalidParams('A download has contents.')
    const files = contents.slice(0, MOST_FILES).map((entry) => offered(entry, line.source))
    const known = files.filter((file) => file !== undefined)
    if (known.length === 0 || known.length < contents.length) return { isError: true }
    if ((await line.ask(downloadQuestion(localize, known))) !== 'yes') return { isError: true }
    for (const file of known) {
      const content = await file.content()
      if (content === undefined) return { isError: true }
      saveFile(file.name, content)
    }
    return {}
  }

  return {
    'ui/open-link': openLink,
    'ui/download-file': download,
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

/** An entry that can be saved: what came along, or what the app's own server has. */
function offered(entry: unknown, source: PageLine['source']): OfferedDownload | undefined {
  if (!isObject(entry)) return undefined
  const { type, resource } = entry
  if (type === 'resource' && isObject(resource)) return fromContents(resource)
  const { uri } = entry
  if (type !== 'resource_link' || typeof uri !== 'string' || !source) return undefined
  return {
    name: fileName(typeof entry['name'] === 'string' ? entry['name'] : uri),
    size: undefined,
    async content() {
      const { contents } = await source.client.readResource(source.sessionId, uri)
      const [first] = contents
      return first && fromContents(first as unknown as JsonObject)?.content()
    },
  }
}

function fromContents({ uri, text, blob }: JsonObject): OfferedDownload | undefined {
  const content = typeof text === 'string' ? new TextEncoder().encode(text) : bytesOf(blob)
  if (typeof uri !== 'string' || !content) return undefined
  return { name: fileName(uri), size: content.byteLength, content: async () => content }
}

const bytesOf = (blob: unknown) => (typeof blob === 'string' ? decodeBase64(blob) : undefined)
