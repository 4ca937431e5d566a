/**
 * Cursors of a user's event log, and the ids of its entries: `<epoch>.<ms>-<seq>`. The epoch is drawn anew whenever a
 * log begins from nothing, so that an id of an earlier log is never taken for one of this.
 */
export interface Cursor {
  epoch: string
  /** `<ms>-<seq>`; `0-0` stands before the first entry. */
  entry: string
}

/** What stands before the first entry of a log. */
export const LOG_START = '0-0'

// Browsers send cursors back (Last-Event-ID), so they may be anything. The bounds keep both numbers within 64 bits.
const CURSOR = /^([A-Za-z0-9_-]{1,32})\.(\d{1,18}-\d{1,18})$/

export function parseCursor(text: string): Cursor | null {
  const match = CURSOR.exec(text)
  return match ? { epoch: match[1]!, entry: match[2]! } : null
}

export const formatCursor = ({ epoch, entry }: Cursor): string => `${epoch}.${entry}`
