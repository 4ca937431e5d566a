/** A Lua script that Redis runs as one step. None of them parses a record: cjson would turn `[]` into `{}`. */
export interface Script {
  /** Name of the command that the client gets. */
  readonly name: string
  readonly numberOfKeys: number
  readonly lua: string
}

/** Renews a session's place in the user's sorted set, by the clock of Redis. */
const INDEX = `
local function index(key, id, life)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  redis.call('ZADD', key, string.format('%.0f', now + life), id)
  redis.call('PEXPIRE', key, life)
  return now
end
`

/** Whether the record begins with a prefix: see `generationPrefix`. */
const BEGINS = `
local function begins(prefix)
  return redis.call('GETRANGE', KEYS[1], 0, #prefix - 1) == prefix
end
`

/** Keys: session, tools, sessions. Arguments: record, prefix of this writer, life, session id. */
export const CREATE: Script = {
  name: 'mcpPlugCreate',
  numberOfKeys: 3,
  lua: `${INDEX}${BEGINS}
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[3]) then
  return begins(ARGV[2]) and 1 or 0
end
redis.call('DEL', KEYS[2])
local now = index(KEYS[3], ARGV[4], ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', string.format('%.0f', now))
return 1
`,
}

/**
 * Keys: session, tools, sessions. Arguments: life, session id. A full Redis runs it too, because GETEX, its first write,
 * takes no memory: so records can be read then.
 */
export const READ: Script = {
  name: 'mcpPlugRead',
  numberOfKeys: 3,
  lua: `${INDEX}
local record = redis.call('GETEX', KEYS[1], 'PX', ARGV[1])
if not record then
  redis.call('ZREM', KEYS[3], ARGV[2])
  return false
end
redis.call('PEXPIRE', KEYS[2], ARGV[1])
index(KEYS[3], ARGV[2], ARGV[1])
return record
`,
}

/** Keys: session, tools, sessions. Arguments: record, expected prefix, prefix of this writer, life, session id. */
export const REPLACE: Script = {
  name: 'mcpPlugReplace',
  numberOfKeys: 3,
  lua: `${INDEX}${BEGINS}
if not begins(ARGV[2]) then
  return begins(ARGV[3]) and 1 or 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[4])
redis.call('PEXPIRE', KEYS[2], ARGV[4])
index(KEYS[3], ARGV[5], ARGV[4])
return 1
`,
}

/** Keys: session, tools, sessions. Arguments: session id. */
export const DELETE: Script = {
  name: 'mcpPlugDelete',
  numberOfKeys: 3,
  lua: `
redis.call('ZREM', KEYS[3], ARGV[1])
redis.call('DEL', KEYS[2])
return redis.call('DEL', KEYS[1])
`,
}

/**
 * Keys: session, tools. Arguments: name, content, name, content … A field is `<place> <decision or -> <content>`.
 * What is new is written before what is old goes: a full Redis refuses the first write, and the old list stays whole.
 */
export const PUT_TOOLS: Script = {
  name: 'mcpPlugPutTools',
  numberOfKeys: 2,
  lua: `
local life = redis.call('PTTL', KEYS[1])
if life <= 0 then return 0 end
local before = redis.call('HGETALL', KEYS[2])
local decisions = {}
for i = 1, #before, 2 do
  decisions[before[i]] = string.match(before[i + 1], '^%d+ (%S+) ')
end
for i = 1, #ARGV, 2 do
  local decision = decisions[ARGV[i]]
  decisions[ARGV[i]] = nil
  redis.call('HSET', KEYS[2], ARGV[i], ((i - 1) / 2) .. ' ' .. (decision or '-') .. ' ' .. ARGV[i + 1])
end
for name, decision in pairs(decisions) do
  if decision == '-' then
    redis.call('HDEL', KEYS[2], name)
  else
    redis.call('HSET', KEYS[2], name, '0 ' .. decision .. ' ')
  end
end
redis.call('PEXPIRE', KEYS[2], life)
return 1
`,
}

/** Keys: tools. Arguments: name, decision. */
export const SET_POLICY: Script = {
  name: 'mcpPlugSetPolicy',
  numberOfKeys: 1,
  lua: `
local tool = redis.call('HGET', KEYS[1], ARGV[1])
if not tool then return 0 end
local place, content = string.match(tool, '^(%d+) %S+ (.+)$')
if not content then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], place .. ' ' .. ARGV[2] .. ' ' .. content)
return 1
`,
}

/**
 * Keys: events. Arguments: entries kept, epoch for a log that begins, nonce, sealed event, life, channel, u, attempt.
 * A second attempt looks for what the first may have written before its answer was lost.
 */
export const APPEND: Script = {
  name: 'mcpPlugAppend',
  numberOfKeys: 1,
  lua: `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local epoch = last and last[2][2] or ARGV[2]
if ARGV[8] ~= '1' then
  for _, entry in ipairs(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', ARGV[1])) do
    if entry[2][4] == ARGV[3] then return epoch .. '.' .. entry[1] end
  end
end
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'e', epoch, 'n', ARGV[3], 'd', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
redis.pcall('PUBLISH', ARGV[6], ARGV[7])
return epoch .. '.' .. id
`,
}

/**
 * Keys: events. Arguments: epoch for a log that begins, life. An empty log gets an entry without an event, so that the
 * cursor stays good. Where Redis is too full for it, the cursor is one that later reads as a gap.
 */
export const CURSOR: Script = {
  name: 'mcpPlugCursor',
  numberOfKeys: 1,
  lua: `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
if last then return last[2][2] .. '.' .. last[1] end
local id = redis.pcall('XADD', KEYS[1], '*', 'e', ARGV[1])
if type(id) ~= 'string' then return ARGV[1] .. '.0-0' end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return ARGV[1] .. '.' .. id
`,
}

/** Keys: lock. Arguments: nonce, life. */
export const LOCK: Script = {
  name: 'mcpPlugLock',
  numberOfKeys: 1,
  lua: `
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return 1 end
return redis.call('GET', KEYS[1]) == ARGV[1] and 1 or 0
`,
}

/** Keys: lock. Arguments: nonce. */
export const RELEASE: Script = {
  name: 'mcpPlugRelease',
  numberOfKeys: 1,
  lua: `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`,
}

/** Keys: call. Arguments: nonce, life, field, value … */
export const CREATE_CALL: Script = {
  name: 'mcpPlugCreateCall',
  numberOfKeys: 1,
  lua: `
if redis.call('EXISTS', KEYS[1]) == 1 then
  return redis.call('HGET', KEYS[1], 'nonce') == ARGV[1] and 1 or 0
end
redis.call('HSET', KEYS[1], 'nonce', ARGV[1], unpack(ARGV, 3))
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`,
}

/** Keys: call. Arguments: life, field, value … */
export const UPDATE_CALL: Script = {
  name: 'mcpPlugUpdateCall',
  numberOfKeys: 1,
  lua: `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
if #ARGV > 1 then redis.call('HSET', KEYS[1], unpack(ARGV, 2)) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 1
`,
}

export const SCRIPTS: readonly Script[] = [
  CREATE,
  READ,
  REPLACE,
  DELETE,
  PUT_TOOLS,
  SET_POLICY,
  APPEND,
  CURSOR,
  LOCK,
  RELEASE,
  CREATE_CALL,
  UPDATE_CALL,
]
