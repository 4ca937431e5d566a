/** Files that an app offers, saved where the person wants them. */
import { decodeBase64, fileName, saveFile } from '../result/files.ts'
import { isObject } from '../schema-form/core/json.ts'
import type { JsonObject } from '../schema-form/core/json.ts'
import { invalidParams } from './bridge.ts'
import type { PageLine } from './page-duties.ts'
import type { OfferedFile } from './questions.ts'

const MOST_FILES = 20

interface OfferedDownload extends OfferedFile {
  content(): Promise<BlobPart | undefined>
}

/** Answers `ui/download-file`. */
export async function download(line: PageLine, { contents }: JsonObject): Promise<object> {
  if (!Array.isArray(contents)) throw invalidParams('A download has contents.')
  const files = contents.slice(0, MOST_FILES).map((entry) => offered(entry, line.source))
  const known = files.filter((file) => file !== undefined)
  if (known.length === 0 || known.length < contents.length) return { isError: true }
  if ((await line.ask(({ downloadQuestion }) => downloadQuestion(line.localize, known))) !== 'yes')
    return { isError: true }
  for (const file of known) {
    const content = await file.content()
    if (content === undefined) return { isError: true }
    saveFile(file.name, content)
  }
  return {}
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
