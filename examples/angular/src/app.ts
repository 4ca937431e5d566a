import { Component, signal } from '@angular/core'
import type { McpConnectedEvent, McpResultEvent, McpSelectEvent } from 'mcp-plug/elements'
import type { CatalogueServer } from 'mcp-plug/shared'
import { ConnectionsElement, ToolRunnerElement } from './mcp-elements'

@Component({
  selector: 'app-root',
  imports: [ConnectionsElement, ToolRunnerElement],
  template: `
    <p role="status">{{ said() }}</p>
    <p>
      Tools of <output>{{ session() || 'all servers' }}</output>
      <button (click)="session.set('')">All servers</button>
      <label>Only this tool <input #name [value]="tool()" (input)="tool.set(name.value)" /></label>
    </p>
    <mcp-connections
      endpoint="/api/mcp"
      [servers]="servers"
      (mcp-connected)="connected($event)"
      (mcp-select)="select($event)"
    >
      <h2 slot="heading">Your servers</h2>
    </mcp-connections>
    <mcp-tool-runner endpoint="/api/mcp" [sessionId]="session()" [tool]="tool()" (mcp-result)="answered($event)">
      <h2 slot="heading">Your tools</h2>
    </mcp-tool-runner>
  `,
})
export class App {
  protected readonly servers: CatalogueServer[] = [
    { id: 'docs', name: 'MCP documentation', url: 'https://modelcontextprotocol.io/mcp' },
  ]
  protected readonly session = signal('')
  protected readonly tool = signal('')
  protected readonly said = signal('')

  protected connected({ connection }: McpConnectedEvent) {
    this.said.set(`${connection.serverName} is connected.`)
  }

  protected select({ connection }: McpSelectEvent) {
    this.session.set(connection.sessionId)
  }

  protected answered({ call }: McpResultEvent) {
    this.said.set(`${call.name} has answered.`)
  }
}
