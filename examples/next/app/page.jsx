'use client'
import 'mcp-plug/elements'

export default function Page() {
  return (
    <>
      <form method="post" action="/login">
        <button>Sign in as a new user</button>
      </form>
      <mcp-connections endpoint="/api/mcp" />
      <mcp-tool-runner endpoint="/api/mcp" />
    </>
  )
}
