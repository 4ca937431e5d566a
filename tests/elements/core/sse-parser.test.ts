import { createParser } from 'eventsource-parser'
import { parseEvents } from '../../../elements/core/sse-parser.ts'
import { describe, equal, it, ok } from '../support.ts'

const LIMIT = 1_000_000

/** What is read of a text that comes in these pieces. */
function read(pieces: readonly string[]): unknown[] {
  const seen: unknown[] = []
  const feed = parseEvents(({ event, data, id }) => seen.push([event, data, id]), LIMIT)
  for (const piece of pieces) feed(piece)
  return seen
}

function readByAnother(text: string): unknown[] {
  const seen: unknown[] = []
  const parser = createParser({ onEvent: ({ event, data, id }) => seen.push([event ?? 'message', data, id]) })
  parser.feed(text)
  return seen
}

describe('server-sent events', () => {
  it('are read as the standard says', () => {
    for (const [text, events] of [
      ['data: a\n\n', [['message', 'a', undefined]]],
      ['event: x\nid: 7\ndata: a\ndata:b\n\n', [['x', 'a\nb', '7']]],
      [
        'data\n\ndata:\n\n',
        [
          ['message', '', undefined],
          ['message', '', undefined],
        ],
      ],
      [': a comment\n\nevent: x\n\n', []],
      ['data:  two\r\n\r\n', [['message', ' two', undefined]]],
      [
        'data: a\r\rdata: b\r\r',
        [
          ['message', 'a', undefined],
          ['message', 'b', undefined],
        ],
      ],
      ['id: a\0b\ndata: c\n\n', [['message', 'c', undefined]]],
      ['data: not yet complete', []],
      ['Data: a\n\nother: b\n\n', []],
    ] as const)
      equal(read([text]), events, JSON.stringify(text))
  })

  it('are the same however the text is cut, and as another reader reads them', () => {
    const tokens = [
      'data: a',
      'data:b:c',
      'event: x',
      'id: 1',
      ':',
      'data',
      '\n',
      '\r\n',
      '\r',
      '\n\n',
      'é😀',
      '{"a":1}',
    ]
    let seed = 1
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below
    for (let times = 0; times < 500; times++) {
      const text = `${Array.from({ length: random(40) }, () => tokens[random(tokens.length)]).join('')}\n`
      const pieces: string[] = []
      for (let at = 0; at < text.length;) {
        const length = 1 + random(6)
        pieces.push(text.slice(at, at + length))
        at += length
      }
      equal(read(pieces), read([text]), JSON.stringify(text))
      equal(read([text]), readByAnother(text), JSON.stringify(text))
    }
  })

  it('stay quick when one of them is large', () => {
    const piece = 'x'.repeat(64 * 1024)
    const seen: number[] = []
    const feed = parseEvents(({ data }) => seen.push(data.length), 64 * 1024 * 1024)
    feed('data: ')
    for (let times = 0; times < 160; times++) feed(piece)
    feed('\n\n')
    equal(seen, [160 * piece.length])
  })

  it('are not held without end', () => {
    let thrown: unknown
    try {
      read(Array.from({ length: 20 }, () => 'x'.repeat(100_000)))
    } catch (error) {
      thrown = error
    }
    ok(thrown instanceof RangeError)
    equal(read(Array.from({ length: 20 }, () => `data: ${'x'.repeat(100_000)}\n\n`)).length, 20)
  })
})
