import { randomUUID } from 'node:crypto'

// A stand-in for your own login: whoever comes is a new user, known by a cookie until the server restarts.
// Next may load this file once for each route; the users are the same.
const users = (globalThis.users ??= new Map())

/** Gives the ticket of a new user. */
export function addUser() {
  const ticket = randomUUID()
  users.set(ticket, `user-${users.size + 1}`)
  return ticket
}

/** The id of the user who has this ticket, or null. */
export const userOf = (ticket) => users.get(ticket) ?? null
