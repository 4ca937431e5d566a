export default defineEventHandler((event) => {
  event.context.user = users.get(getCookie(event, 'ticket') ?? '')
})
