import 'h3'

declare module 'h3' {
  interface H3EventContext {
    /** Whoever is signed in to this app; see `server/middleware/user.ts`. */
    user?: { id: string; name: string }
  }
}
