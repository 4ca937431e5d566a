/** Whatever a server or a person writes stays within the one field that carries it. */
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { expect, it } from 'vitest'
import { encodeEvent } from '../../server/routes/sse.ts'
import { seeded } from './corpus.ts'

const STRINGS = 120_000
/** What matters to the format, to JSON and to UTF-8, and a little of all else. */
const PIECES = [
  '\n',
  '\r',
  '\r\n',
  '\n\n',
  '\r\r',
  '\u2028',
  '\u2029',
  '\u0085',
  '\v',
  '\f',
  '\0',
  '\ufeff',
  ':',
  ': ',
  ' ',
  '\t',
  'data:',
  'data: {}',
  '\ndata: x\n\n',
  'event: rpc-response\n',
  '\nid: 9\n',
  '\nretry: 1\n',
  '"',
  '\\',
  '\\n',
  '\\u000a',
  '\ud800',
  '\udc00',
  '😀',
  'é',
  'ｄａｔａ',
  '</script>',
  '<!--',
  '{',
  '}',
  '[',
  ']',
  'null',
  'a',
  'Z',
  '0',
  '\u007f',
  '\u009f',
]

it(`${STRINGS} strings come out of the parser as they went in`, { timeout: 60_000 }, () => {
  const random = seeded(11)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const text = () => {
    const length = Math.floor(random() * 12)
    return Array.from({ length }, () =>
      random() < 0.8 ? pick(PIECES) : String.fromCharCode(Math.floor(random() * 65_536)),
    ).join('')
  }
  const events: EventSourceMessage[] = []
  let others = 0
  const other = () => void others++
  const parser = createParser({
    onEvent: (event) => events.push(event),
    onRetry: other,
    onComment: other,
    onError: other,
  })
  const encoder = new TextEncoder()
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for (let i = 0; i < STRINGS; i++) {
    const sent = i % 3 === 0 ? text() : i % 3 === 1 ? { [text()]: text() } : [text(), { content: [{ text: text() }] }]
    events.length = 0
    // Through bytes, as on the wire, and in two pieces.
    const bytes = encoder.encode(encodeEvent('connection', sent, `1.0-${i}`))
    const cut = Math.floor(random() * bytes.length)
    parser.feed(decoder.decode(bytes.subarray(0, cut), { stream: true }))
    parser.feed(decoder.decode(bytes.subarray(cut), { stream: true }))
    if (events.length !== 1) expect(events, JSON.stringify(sent)).toHaveLength(1)
    const [{ id, event, data }] = events as [EventSourceMessage]
    if (id !== `1.0-${i}` || event !== 'connection')
      expect({ id, event }).toEqual({ id: `1.0-${i}`, event: 'connection' })
    const came: unknown = JSON.parse(data)
    if (JSON.stringify(came) !== JSON.stringify(sent)) expect(came).toEqual(sent)
    if (typeof sent === 'string' && came !== sent) expect(came).toBe(sent)
  }
  expect(others).toBe(0)
})
