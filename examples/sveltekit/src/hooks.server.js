import { users } from '#lib/server/users.js'

export function handle({ event, resolve }) {
  event.locals.user = users.get(event.cookies.get('ticket'))
  return resolve(event)
}
