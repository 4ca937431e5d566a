// A stand-in for your own login: whoever comes is a new user, known by a cookie until the server restarts.
// Keep what you have instead (a session, your identity provider): all that counts is `event.locals.user`.
export const users = new Map()
