/** One server-sent event. */
export interface ServerSentEvent {
  readonly event: string
  readonly data: string
  readonly id: string | undefined
}

/**
 * Takes text as it comes, and gives each event when its blank line is there (HTML Living Standard, "Interpreting an
 * event stream"). Keeps at most `most` characters of one event, and throws a `RangeError` where there are more.
 * `retry` is the client's own affair, and left out. Its own since `eventsource-parser` weighs three times as much; the
 * tests hold it to that one's readings.
 */
export function parseEvents(onEvent: (event: ServerSentEvent) => void, most: number): (text: string) => void {
  let line = ''
  let data: string[] = []
  let size = 0
  let event = ''
  let id: string | undefined
  /** A line that ended with CR may go on with LF. */
  let afterCr = false

  const take = (text: string): void => {
    if (text === '') {
      if (data.length > 0) onEvent({ event: event || 'message', data: data.join('\n'), id })
      data = []
      event = ''
      id = undefined
      size = 0
      return
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?([^]*))?$/.exec(text) ?? []
    if (field === 'data') data.push(value)
    else if (field === 'event') event = value
    else if (field === 'id' && !value.includes('\0')) id = value
  }

  return (text) => {
    let at = 0
    if (afterCr && text[0] === '\n') at = 1
    afterCr = text.endsWith('\r')
    const end = /\r\n?|\n/g
    end.lastIndex = at
    for (let found = end.exec(text); found; found = end.exec(text)) {
      take(line + text.slice(at, found.index))
      line = ''
      at = end.lastIndex
    }
    line += text.slice(at)
    size += text.length
    if (size > most) throw new RangeError(`An event of more than ${most} characters.`)
  }
}
