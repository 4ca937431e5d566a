/** A Lua script that Redis runs as one step. None of them parses a record: cjson would turn `[]` into `{}`. */
export interface Script {
  /** Name of the command that the client gets. */
  readonly name: string
  readonly numberOfKeys: number
  readonly lua: string
}

/** Renews a session's place in the user's sorted set, by the clock of Redis. */
export const INDEX = `
local function index(key, id, life)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZADD', key, string.format('%.0f', now + life), id)
  redis.call('PEXPIRE', key, life)
  return now
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
