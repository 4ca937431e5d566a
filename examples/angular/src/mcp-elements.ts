import 'mcp-plug/elements'
import { Directive, ElementRef, inject, input } from '@angular/core'
import type { OnChanges } from '@angular/core'
import type { McpConnections, McpToolRunner } from 'mcp-plug/elements'

// What the templates may set. `CUSTOM_ELEMENTS_SCHEMA` would let any name pass; with these, a wrong one does not compile.

/** Hands inputs over to the element. */
@Directive()
abstract class OfElement<E extends HTMLElement> implements OnChanges {
  private readonly element = inject<ElementRef<E>>(ElementRef).nativeElement

  protected abstract values(): Partial<E>

  ngOnChanges() {
    Object.assign(this.element, this.values())
  }
}

@Directive({ selector: 'mcp-connections' })
export class ConnectionsElement extends OfElement<McpConnections> {
  readonly endpoint = input.required<McpConnections['endpoint']>()
  readonly servers = input<McpConnections['servers']>()

  protected values() {
    return { endpoint: this.endpoint(), servers: this.servers() }
  }
}

@Directive({ selector: 'mcp-tool-runner' })
export class ToolRunnerElement extends OfElement<McpToolRunner> {
  readonly endpoint = input.required<McpToolRunner['endpoint']>()
  readonly sessionId = input<McpToolRunner['sessionId']>('')
  readonly tool = input<McpToolRunner['tool']>('')

  protected values() {
    return { endpoint: this.endpoint(), sessionId: this.sessionId(), tool: this.tool() }
  }
}
