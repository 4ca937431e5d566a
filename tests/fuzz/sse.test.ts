import { createParser, type EventSourceMessage } from 'eventsource-parser'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encodeEvent, HEARTBEAT } from '../../server/routes/sse.ts'
import { TIMEOUT, tries } from './runs.ts'

it('every value arrives as it was sent, however the bytes are cut', { timeout: TIMEOUT }, () =>
  tries(
    'the SSE encoder',
    2_000,
    fc.asyncProperty(
      fc.array(fc.jsonValue({ stringUnit: 'binary' }), { minLength: 1, maxLength: 4 }),
      fc.array(fc.nat(40), { maxLength: 12 }),
      async (values, cuts) => {
        const text = values.map((value, index) => HEARTBEAT + encodeEvent('connection', value, `e.${index}-0`)).join('')
        const seen: EventSourceMessage[] = []
        const parser = createParser({ onEvent: (event) => seen.push(event) })
        const bytes = new TextEncoder().encode(text)
        const decoder = new TextDecoder()
        let at = 0
        for (const cut of [...cuts, bytes.length]) {
          parser.feed(decoder.decode(bytes.subarray(at, at + cut), { stream: true }))
          at += cut
        }
        expect(seen.map(({ event, id }) => [event, id])).toEqual(
          values.map((_, index) => ['connection', `e.${index}-0`]),
        )
        expect(seen.map(({ data }) => JSON.parse(data))).toEqual(
          values.map((value) => JSON.parse(JSON.stringify(value))),
        )
      },
    ),
  ),
)
