import { CLOCK, type Script, SEATING } from './script.ts'

/**
 * Keys: seats. Arguments: id, seats, life. A full Redis runs it too, because its first write takes no memory: so streams
 * can be opened then.
 */
export const TAKE_SEAT: Script = {
  name: 'mcpPlugTakeSeat',
  numberOfKeys: 1,
  lua: `${CLOCK}${SEATING}
local now = clock()
clear(KEYS[1], now)
if taken(KEYS[1], now) >= tonumber(ARGV[2]) and not redis.call('ZSCORE', KEYS[1], ARGV[1]) then return 0 end
seat(KEYS[1], ARGV[1], now, ARGV[3])
return 1
`,
}

/** Keys: seats. Arguments: life, ids. */
export const KEEP_SEATS: Script = {
  name: 'mcpPlugKeepSeats',
  numberOfKeys: 1,
  lua: `${CLOCK}${SEATING}
local now = clock()
clear(KEYS[1], now)
for i = 2, #ARGV do seat(KEYS[1], ARGV[i], now, ARGV[1]) end
return 1
`,
}
