import { randomUUID } from 'node:crypto'
import { redirect } from '@sveltejs/kit'
import { users } from '#lib/server/users.js'

export function POST({ cookies, url }) {
  const ticket = randomUUID()
  users.set(ticket, { id: `user-${users.size + 1}` })
  cookies.set('ticket', ticket, { path: '/', httpOnly: true, sameSite: 'lax', secure: url.protocol === 'https:' })
  redirect(303, '/')
}
