/** Pictures and sound made from numbers, so that the demo needs no files. */
import { crc32, deflateSync } from 'node:zlib'

export type Colour = readonly [red: number, green: number, blue: number]

/** An opaque RGB picture. */
export class Canvas {
  readonly width: number
  readonly height: number
  readonly #pixels: Uint8Array

  constructor(width: number, height: number, background: Colour) {
    this.width = width
    this.height = height
    this.#pixels = new Uint8Array(width * height * 3)
    this.fill(0, 0, width, height, background)
  }

  /** Fills a rectangle; what lies outside the picture is cut off. */
  fill(x: number, y: number, width: number, height: number, colour: Colour): void {
    for (let row = Math.max(0, Math.round(y)); row < Math.min(this.height, Math.round(y + height)); row += 1) {
      for (let column = Math.max(0, Math.round(x)); column < Math.min(this.width, Math.round(x + width)); column += 1) {
        this.#pixels.set(colour, (row * this.width + column) * 3)
      }
    }
  }

  /** PNG (ISO/IEC 15948): 8 bits a channel, no filter. */
  toPng(): Buffer {
    const header = Buffer.alloc(13)
    header.writeUInt32BE(this.width, 0)
    header.writeUInt32BE(this.height, 4)
    header.set([8, 2, 0, 0, 0], 8)
    const rows = Buffer.alloc(this.height * (1 + this.width * 3))
    for (let row = 0; row < this.height; row += 1) {
      rows.set(this.#pixels.subarray(row * this.width * 3, (row + 1) * this.width * 3), row * (1 + this.width * 3) + 1)
    }
    const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    return Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('IDAT', deflateSync(rows)),
      chunk('IEND', Buffer.alloc(0)),
    ])
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

const SAMPLE_RATE = 22_050
const FADE_SECONDS = 0.02

/** A WAV file (16 bit, mono) of one tone, faded at both ends so that it does not click. */
export function makeTone(frequency: number, seconds: number, wave: 'sine' | 'square'): Buffer {
  const count = Math.round(seconds * SAMPLE_RATE)
  const file = Buffer.alloc(44 + count * 2)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(SAMPLE_RATE, 24)
  file.writeUInt32LE(SAMPLE_RATE * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36, 'latin1')
  file.writeUInt32LE(count * 2, 40)
  for (let index = 0; index < count; index += 1) {
    const angle = Math.sin((2 * Math.PI * frequency * index) / SAMPLE_RATE)
    const level = wave === 'sine' ? angle : Math.sign(angle) * 0.5
    const fade = Math.min(1, index / (FADE_SECONDS * SAMPLE_RATE), (count - index) / (FADE_SECONDS * SAMPLE_RATE))
    file.writeInt16LE(Math.round(level * fade * 12_000), 44 + index * 2)
  }
  return file
}
