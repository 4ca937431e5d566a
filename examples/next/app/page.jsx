'use client'
import 'mcp-plug/elements'
import { useMcp } from 'mcp-plug/react'

export default function Page() {
  const { connections } = useMcp({ url: '/api/mcp' })
  return (
    <>
      <form method="post" action="/login">
        <button>Sign in as a new user</button>
      </form>
      <ul>
        {connections.map(({ sessionId, serverName, state }) => (
          <li key={sessionId}>
            {serverName}: {state}
          </li>
        ))}
      </ul>
      <mcp-connections endpoint="/api/mcp" />
      <mcp-tool-runner endpoint="/api/mcp" />
    </>
  )
}
