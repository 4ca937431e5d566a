import { defineHandler, getCookie } from 'nitro/h3'
import { users } from '../users.ts'

export default defineHandler((event) => {
  event.context.user = users.get(getCookie(event, 'ticket') ?? '')
})
