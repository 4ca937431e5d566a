// A stand-in for your own login: whoever gives a name is a user, known by a cookie until the server restarts.
// Keep what you have instead (nuxt-auth-utils, your identity provider): all that counts is `event.context.user`.
export const users = new Map<string, { id: string; name: string }>()
