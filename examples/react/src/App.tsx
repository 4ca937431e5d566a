import { useState } from 'react'
import 'mcp-plug/elements'
import type { McpConnections } from 'mcp-plug/elements'
import { listeners, useMcp } from 'mcp-plug/react'
import type { CatalogueServer } from 'mcp-plug/shared'

const servers: CatalogueServer[] = [
  { id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' },
]

/** React leaves out objects where it takes over markup from a server: a ref sets them there too. */
const offer = (element: McpConnections | null) => {
  if (element) element.servers = servers
}

export function App() {
  const [session, setSession] = useState('')
  const [tool, setTool] = useState('')
  const [said, setSaid] = useState('')
  const { connections, disconnect } = useMcp({ url: '/api/mcp' })
  return (
    <>
      <p role="status">{said}</p>
      <p>
        Tools of <output>{session || 'all servers'}</output> <button onClick={() => setSession('')}>All servers</button>{' '}
        <label>
          Only this tool <input value={tool} onChange={(event) => setTool(event.target.value)} />
        </label>
      </p>
      <ul>
        {connections.map(({ sessionId, serverName, state, tools }) => (
          <li key={sessionId}>
            {serverName}: {state}, {tools.length} tools <button onClick={() => disconnect(sessionId)}>End</button>
          </li>
        ))}
      </ul>
      <mcp-connections
        endpoint="/api/mcp"
        ref={offer}
        {...listeners({
          'mcp-connected': ({ connection }) => setSaid(`${connection.serverName} is connected.`),
          'mcp-select': ({ connection }) => setSession(connection.sessionId),
        })}
      >
        <h2 slot="heading">Your servers</h2>
      </mcp-connections>
      <mcp-tool-runner
        endpoint="/api/mcp"
        sessionId={session}
        tool={tool}
        {...listeners({ 'mcp-result': ({ call }) => setSaid(`${call.name} has answered.`) })}
      >
        <h2 slot="heading">Your tools</h2>
      </mcp-tool-runner>
    </>
  )
}
