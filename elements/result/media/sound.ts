import { html } from 'lit'
import type { TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { icon } from '../../core/more-icons.ts'
import type { ResultBody } from '../body.ts'
import { downloadButton, fileTemplate } from '../file.ts'
import type { Bytes } from '../file.ts'
import { readDuration } from './kinds.ts'
import { Player } from './player.ts'

/** Bytes of a compressed sound that is decoded: it is held whole, and uncompressed. */
const COMPRESSED = 8_000_000
/** Seconds of sound that are decoded. */
const SECONDS = 3_600

/** A small player on Web Audio: strict pages allow no address of a sound, not even one of their own data. */
export function soundTemplate(view: ResultBody, bytes: Bytes, content: Uint8Array<ArrayBuffer>): TemplateResult {
  const { localize } = view
  const player = view.stateOf(bytes, Player)
  const isWav = content[0] === 0x52
  player.known ??= readDuration(content) ?? 0
  if ((!isWav && content.length > COMPRESSED) || player.known > SECONDS) {
    return fileTemplate(view, bytes, localize.term('mediaLongSound'))
  }
  if (player.state === 'damaged') {
    return html`<p class="problem" role="alert">${localize.term('mediaDamaged', bytes.mimeType)}</p>
      ${downloadButton(view, bytes)}`
  }
  const { duration, position } = player
  const playing = player.state === 'playing'
  const place = localize.term('mediaPosition', clock(position), duration > 0 ? clock(duration) : '?')
  const press = () => {
    if (playing) player.pause()
    else void player.play(content, () => view.update())
    view.update()
  }
  view.atEnd(player, () => player.close())
  return html`<div class="sound" role="group" aria-label=${localize.term('mediaAudio', bytes.name, bytes.mimeType)}>
    <button type="button" ?disabled=${player.state === 'decoding'} @click=${press}>
      ${icon(playing ? 'pause' : 'play')}${localize.term(playing ? 'mediaPause' : 'mediaPlay')}
    </button>
    <input
      type="range"
      min="0"
      max=${duration || 1}
      step="any"
      .value=${live(String(position))}
      ?disabled=${duration === 0}
      aria-label=${localize.term('mediaSeek')}
      aria-valuetext=${place}
      @input=${(event: Event) => {
        player.seek(Number((event.currentTarget as HTMLInputElement).value))
        view.update()
      }}
    />
    <span class="muted time" aria-hidden="true">${place}</span>
    ${downloadButton(view, bytes)}
  </div>`
}

/** "1:05" */
function clock(seconds: number): string {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
