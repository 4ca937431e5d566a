/** @template {Element} E @param {E | null} found @returns {E} */
const there = (found) => {
  if (!found) throw new Error('The page is not whole.')
  return found
}

const connections = there(document.querySelector('mcp-connections'))
const runner = there(document.querySelector('mcp-tool-runner'))
const line = there(document.querySelector('[role=status]'))
const output = there(document.querySelector('output'))
const input = there(document.querySelector('input'))

/** @param {string} sessionId */
function choose(sessionId) {
  runner.sessionId = sessionId
  output.textContent = sessionId || 'all servers'
}

connections.servers = [{ id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' }]
connections.addEventListener('mcp-connected', ({ connection }) => {
  line.textContent = `${connection.serverName} is connected.`
})
connections.addEventListener('mcp-select', ({ connection }) => choose(connection.sessionId))
runner.addEventListener('mcp-result', ({ call }) => {
  line.textContent = `${call.name} has answered.`
})
input.addEventListener('input', () => {
  runner.tool = input.value
})
there(document.querySelector('button')).addEventListener('click', () => choose(''))
