import { randomUUID } from 'node:crypto'

export default defineEventHandler(async (event) => {
  const name = String((await readBody<{ name?: unknown }>(event))?.name || 'Somebody')
  const ticket = randomUUID()
  users.set(ticket, { id: `user-${users.size + 1}`, name })
  setCookie(event, 'ticket', ticket, { httpOnly: true, sameSite: 'lax', path: '/' })
  return sendRedirect(event, '/', 303)
})
