import { handler } from '../../../../mcp.js'

const route = (request) => handler.fetch(request)

// What is not named here Next would answer by itself.
export { route as DELETE, route as GET, route as HEAD, route as OPTIONS, route as PATCH, route as POST, route as PUT }
