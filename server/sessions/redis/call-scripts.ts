import { INDEX, type Script, SEATING, TOOL_FIELD } from './script.ts'

/**
 * Keys: session, tools, sessions, call, seats. Arguments: life of the session, session id, tool or nothing, nonce, life of
 * the call, its id, seats or nothing, life of a seat, field, value … Gives the record, the tool's field, and 1 where the
 * call is registered, 2 where there is no seat. A call that cannot run is not registered. The first write is one that a
 * full Redis refuses: then nothing is begun.
 */
export const ADMIT_CALL: Script = {
  name: 'mcpPlugAdmitCall',
  numberOfKeys: 5,
  lua: `${INDEX}${SEATING}
local record = redis.call('GET', KEYS[1])
if not record then
  redis.call('ZREM', KEYS[3], ARGV[2])
  return {false, false, 0}
end
local tool = ARGV[3] ~= '' and redis.call('HGET', KEYS[2], ARGV[3])
if ARGV[3] ~= '' and not tool then return {record, false, 0} end
if redis.call('EXISTS', KEYS[4]) == 1 then
  return {record, tool, redis.call('HGET', KEYS[4], 'nonce') == ARGV[4] and 1 or 0}
end
local now = clock()
if ARGV[7] ~= '' and taken(KEYS[5], now) >= tonumber(ARGV[7]) then return {record, tool, 2} end
redis.call('HSET', KEYS[4], 'nonce', ARGV[4], unpack(ARGV, 9))
redis.call('PEXPIRE', KEYS[4], ARGV[5])
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
index(KEYS[3], ARGV[2], ARGV[1])
if ARGV[7] ~= '' then
  seat(KEYS[5], ARGV[6], now, ARGV[8])
  clear(KEYS[5], now)
end
return {record, tool, 1}
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

/** Keys: call. Arguments: replica that has it, replica that takes it, nonce. */
export const CLAIM_CALL: Script = {
  name: 'mcpPlugClaimCall',
  numberOfKeys: 1,
  lua: `
local found = redis.call('HMGET', KEYS[1], 'replica', 'state', 'claim')
if found[3] == ARGV[3] then return 1 end
if found[1] ~= ARGV[1] or found[2] ~= 'waiting' then return 0 end
redis.call('HSET', KEYS[1], 'replica', ARGV[2], 'state', 'running', 'claim', ARGV[3])
redis.call('HDEL', KEYS[1], 'round')
return 1
`,
}

/** Keys: call, seats. Arguments: its id. As if it had never been. */
export const DELETE_CALL: Script = {
  name: 'mcpPlugDeleteCall',
  numberOfKeys: 2,
  lua: `
redis.call('ZREM', KEYS[2], ARGV[1])
return redis.call('DEL', KEYS[1])
`,
}

/**
 * Keys: call, tools, seats. Arguments: life, tool that was approved or nothing, its hash, channel, message or nothing, id of
 * the call, field, value …
 */
export const END_CALL: Script = {
  name: 'mcpPlugEndCall',
  numberOfKeys: 3,
  lua: `${TOOL_FIELD}
redis.call('ZREM', KEYS[3], ARGV[6])
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HDEL', KEYS[1], 'round')
  redis.call('HSET', KEYS[1], unpack(ARGV, 7))
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
if ARGV[2] ~= '' then
  local place, decision, content = parts(redis.call('HGET', KEYS[2], ARGV[2]) or '')
  if content and has(content, ARGV[3]) then
    redis.call('HSET', KEYS[2], ARGV[2], field(place, decision, content, content))
  end
end
if ARGV[5] ~= '' then redis.pcall('PUBLISH', ARGV[4], ARGV[5]) end
return 1
`,
}

/** Keys: questions. Arguments: life, id, question, id, question … A question of an id that had one takes its place. */
export const PUT_QUESTIONS: Script = {
  name: 'mcpPlugPutQuestions',
  numberOfKeys: 1,
  lua: `
for i = 2, #ARGV, 2 do
  redis.call('HSET', KEYS[1], 'q ' .. ARGV[i], ARGV[i + 1])
  redis.call('HDEL', KEYS[1], 'a ' .. ARGV[i])
end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
return 1
`,
}

/** Keys: questions. Arguments: id, answer. */
export const ANSWER: Script = {
  name: 'mcpPlugAnswer',
  numberOfKeys: 1,
  lua: `
if redis.call('HEXISTS', KEYS[1], 'q ' .. ARGV[1]) == 0 then
  return redis.call('HGET', KEYS[1], 'a ' .. ARGV[1]) == ARGV[2] and 1 or 0
end
redis.call('HSET', KEYS[1], 'a ' .. ARGV[1], ARGV[2])
redis.call('HDEL', KEYS[1], 'q ' .. ARGV[1])
return 1
`,
}

/** Keys: questions. Arguments: ids. Gives those that were open. */
export const DROP_QUESTIONS: Script = {
  name: 'mcpPlugDropQuestions',
  numberOfKeys: 1,
  lua: `
local open = {}
for _, id in ipairs(ARGV) do
  if redis.call('HDEL', KEYS[1], 'q ' .. id) == 1 then open[#open + 1] = id end
  redis.call('HDEL', KEYS[1], 'a ' .. id)
end
return open
`,
}
