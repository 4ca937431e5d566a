import {
  ADMIT_CALL,
  ANSWER,
  CLAIM_CALL,
  DELETE_CALL,
  DROP_QUESTIONS,
  END_CALL,
  PUT_QUESTIONS,
  UPDATE_CALL,
} from './call-scripts.ts'
import { INDEX, type Script, TOOL_FIELD } from './script.ts'
import { KEEP_SEATS, TAKE_SEAT } from './seat-scripts.ts'

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
 * Keys: session, tools. Arguments: name, content, name, content … What is new is written before what is old goes: a full
 * Redis refuses the first write, and the old list stays whole. A tool that is gone leaves the decision on it.
 */
export const PUT_TOOLS: Script = {
  name: 'mcpPlugPutTools',
  numberOfKeys: 2,
  lua: `${TOOL_FIELD}
local life = redis.call('PTTL', KEYS[1])
if life <= 0 then return 0 end
local all = redis.call('HGETALL', KEYS[2])
local before = {}
for i = 1, #all, 2 do before[all[i]] = all[i + 1] end
for i = 1, #ARGV, 2 do
  local _, decision, _, approved = parts(before[ARGV[i]] or '')
  before[ARGV[i]] = nil
  redis.call('HSET', KEYS[2], ARGV[i], field((i - 1) / 2, decision or '-', ARGV[i + 1], approved or ''))
end
for name, gone in pairs(before) do
  local _, decision, _, approved = parts(gone)
  if decision == '-' and approved == '' then
    redis.call('HDEL', KEYS[2], name)
  else
    redis.call('HSET', KEYS[2], name, field(0, decision, '', approved))
  end
end
redis.call('PEXPIRE', KEYS[2], life)
return 1
`,
}

/** Keys: tools. Arguments: name, decision, hash or nothing, 1 to approve. Gives 0 for no such tool, 2 for another hash. */
export const SET_POLICY: Script = {
  name: 'mcpPlugSetPolicy',
  numberOfKeys: 1,
  lua: `${TOOL_FIELD}
local place, _, content, approved = parts(redis.call('HGET', KEYS[1], ARGV[1]) or '')
if not content or content == '' then return 0 end
if ARGV[3] ~= '' and not has(content, ARGV[3]) then return 2 end
if ARGV[4] == '1' then approved = content end
redis.call('HSET', KEYS[1], ARGV[1], field(place, ARGV[2], content, approved))
return 1
`,
}

/**
 * Keys: events. Arguments: entries kept, epoch for a log that begins, nonce, sealed event, life, channel, u, 1 to look.
 * A second attempt looks for what the first may have written before its answer was lost.
 */
export const APPEND: Script = {
  name: 'mcpPlugAppend',
  numberOfKeys: 1,
  lua: `
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local epoch = last and last[2][2] or ARGV[2]
if ARGV[8] == '1' then
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

/** Keys: lock. Arguments: nonce, life. */
export const RENEW: Script = {
  name: 'mcpPlugRenew',
  numberOfKeys: 1,
  lua: `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
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
  RENEW,
  RELEASE,
  ADMIT_CALL,
  UPDATE_CALL,
  CLAIM_CALL,
  DELETE_CALL,
  END_CALL,
  PUT_QUESTIONS,
  ANSWER,
  DROP_QUESTIONS,
  TAKE_SEAT,
  KEEP_SEATS,
]
