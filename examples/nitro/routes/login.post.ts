import { randomUUID } from 'node:crypto'
import { defineHandler, redirect, setCookie } from 'nitro/h3'
import { users } from '../users.ts'

export default defineHandler((event) => {
  const ticket = randomUUID()
  users.set(ticket, { id: `user-${users.size + 1}` })
  setCookie(event, 'ticket', ticket, { httpOnly: true, sameSite: 'lax', path: '/' })
  return redirect('/', 303)
})
