/** A Lua script that Redis runs as one step. None of them parses a record: cjson would turn `[]` into `{}`. */
export interface Script {
  /** Name of the command that the client gets. */
  readonly name: string
  readonly numberOfKeys: number
  readonly lua: string
}

/** The clock of Redis, in milliseconds. */
export const CLOCK = `
local function clock()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
`

/** Renews a session's place in the user's sorted set. */
export const INDEX = `${CLOCK}
local function index(key, id, life)
  local now = clock()
  redis.call('ZADD', key, string.format('%.0f', now + life), id)
  redis.call('PEXPIRE', key, life)
  return now
end
`

/** A user's seats are a sorted set of ids by the end of their time. What has ended is not counted, and goes in time. */
export const SEATING = `
local function taken(key, now)
  return redis.call('ZCOUNT', key, string.format('(%.0f', now), '+inf')
end
local function seat(key, id, now, life)
  redis.call('ZADD', key, string.format('%.0f', now + life), id)
  if redis.call('PTTL', key) < tonumber(life) then redis.call('PEXPIRE', key, life) end
end
local function clear(key, now)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', now))
end
`

/**
 * A tool's field: `<place> <decision or -> <content>`, and the content that the person approved on a second line. Content is
 * `["<hash>",<definition>]`, JSON on one line, empty while the server does not list the tool.
 */
export const TOOL_FIELD = `
local function parts(text)
  return string.match(text, '^(%d+) (%S+) ([^\\n]*)\\n?(.*)$')
end
local function field(place, decision, content, approved)
  local text = place .. ' ' .. decision .. ' ' .. content
  return approved == '' and text or text .. '\\n' .. approved
end
local function has(content, hash)
  local begin = '["' .. hash .. '"'
  return string.sub(content, 1, #begin) == begin
end
`
