import { randomUUID } from 'node:crypto'

// A stand-in for your own login: whoever comes is a new user, known by a cookie until the server restarts.
const users = new Map()

/** Gives the `Set-Cookie` header of a new user. */
export function login() {
  const ticket = randomUUID()
  users.set(ticket, `user-${users.size + 1}`)
  return `ticket=${ticket}; Path=/; HttpOnly; SameSite=Lax`
}

/** The id of the user whose cookie this is, or null. */
export function userOf(cookie) {
  const ticket = /(?:^|; )ticket=([\w-]+)/.exec(cookie ?? '')?.[1]
  return users.get(ticket) ?? null
}
