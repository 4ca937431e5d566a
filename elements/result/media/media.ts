import { html } from 'lit'
import type { CSSResult, TemplateResult } from 'lit'
import { addEnglish } from '../../core/localize.ts'
import { media as words } from '../../translations/en/media.ts'
import type { ResultBody } from '../body.ts'
import { memoize } from '../data.ts'
import { decodeBase64 } from '../files.ts'
import { fileTemplate } from '../file.ts'
import type { Bytes } from '../file.ts'
import { isSound, readPicture } from './kinds.ts'
import { pictureTemplate } from './picture.ts'
import { soundTemplate } from './sound.ts'
import { mediaStyles } from './styles.ts'

addEnglish(words)

export const styles: CSSResult = mediaStyles

/** Characters of base64 that are decoded to be shown. */
const ENCODED = 40_000_000

const contentOf = memoize(({ base64 }: Pick<Bytes, 'base64'>) =>
  base64.length > ENCODED ? ('large' as const) : decodeBase64(base64),
)

/** Bytes that can be shown are shown, whatever the server says that they are; all others can be saved. */
export function mediaTemplate(view: ResultBody, bytes: Bytes): TemplateResult {
  const { localize } = view
  const content = contentOf(bytes)
  if (content === 'large') return fileTemplate(view, bytes, localize.term('mediaLarge'))
  if (!content) {
    return html`<p class="problem" role="alert">${localize.term('mediaNotBase64', bytes.mimeType)}</p>`
  }
  const picture = readPicture(content)
  if (picture) return pictureTemplate(view, bytes, content, picture)
  if (isSound(content)) return soundTemplate(view, bytes, content)
  if (bytes.shown === 'file') return fileTemplate(view, bytes)
  const isSvg = /svg/i.test(bytes.mimeType)
  return fileTemplate(view, bytes, localize.term(isSvg ? 'mediaSvg' : 'mediaUnknown', bytes.mimeType))
}
