// Made from the elements by scripts/manifest.
import 'mcp-plug/elements'
import { booleanAttribute, Directive, ElementRef, inject, input } from '@angular/core'
import type { OnChanges, SimpleChanges } from '@angular/core'
import type { McpAppFrame, McpConnections, McpProvider, McpSchemaForm, McpToolRunner } from 'mcp-plug/elements'

// What templates may set. `CUSTOM_ELEMENTS_SCHEMA` would let any name pass; with these, a wrong one does not compile.

/** Hands over to the element what the template sets, and nothing else. */
@Directive()
abstract class OfElement<E extends HTMLElement> implements OnChanges {
  private readonly element = inject<ElementRef<E>>(ElementRef).nativeElement

  ngOnChanges(changes: SimpleChanges) {
    for (const [name, { currentValue }] of Object.entries(changes))
      Object.assign(this.element, { [name]: currentValue })
  }
}

/** Shows an MCP App in a sandbox. */
@Directive({ selector: 'mcp-app-frame' })
export class AppFrameElement extends OfElement<McpAppFrame> {
  /** What to show, see McpApp. An equal value changes nothing. */
  readonly app = input<McpAppFrame['app'] | undefined>()
  /** The connection that the app is from. All that the app asks its server goes there. */
  readonly sessionId = input<McpAppFrame['sessionId'] | undefined>()
  /** Address of the handler, e.g. `/api/mcp`. Elements of the same address share one line to it. */
  readonly endpoint = input<McpAppFrame['endpoint'] | undefined>()
  /** A client of the page's own, in place of `endpoint`. The page connects and disconnects it. */
  readonly client = input<McpAppFrame['client'] | undefined>()
}

/** Connects MCP servers, shows their state, ends them. */
@Directive({ selector: 'mcp-connections' })
export class ConnectionsElement extends OfElement<McpConnections> {
  /** Offers the catalogue only, no servers by address. */
  readonly withoutAdd = input(false, { transform: booleanAttribute })
  /** Where sign-ins return to, for apps that keep the callback on a page of their own. Sent with every connect. */
  readonly callbackUrl = input<McpConnections['callbackUrl'] | undefined>()
  /** What can be connected by a click, in place of the server's catalogue. */
  readonly servers = input<McpConnections['servers'] | undefined>()
  /** Address of the handler, e.g. `/api/mcp`. Elements of the same address share one line to it. */
  readonly endpoint = input<McpConnections['endpoint'] | undefined>()
  /** A client of the page's own, in place of `endpoint`. The page connects and disconnects it. */
  readonly client = input<McpConnections['client'] | undefined>()
}

/** One line to a server, with credentials, for all elements inside. */
@Directive({ selector: 'mcp-provider' })
export class ProviderElement extends OfElement<McpProvider> {
  /** Address of the handler, e.g. `/api/mcp`. */
  readonly endpoint = input<McpProvider['endpoint'] | undefined>()
  /** A bearer token for the handler, or a function that gives one and is asked for every request. Another string counts
   * as another user: for tokens that are renewed, give a function. */
  readonly authToken = input<McpProvider['authToken'] | undefined>()
  /** Sent with every request to the handler. */
  readonly headers = input<McpProvider['headers'] | undefined>()
  /** A client of the page's own, in place of all the above. */
  readonly client = input<McpProvider['client'] | undefined>()
}

/** A form made from a JSON Schema. */
@Directive({ selector: 'mcp-schema-form' })
export class SchemaFormElement extends OfElement<McpSchemaForm> {
  /** The name under which a surrounding `<form>` sends the value, as JSON text. */
  readonly name = input<McpSchemaForm['name'] | undefined>()
  /** Nothing can be changed or submitted. */
  readonly disabled = input(false, { transform: booleanAttribute })
  /** Only the form, without the tab that edits the value as JSON. */
  readonly withoutJson = input(false, { transform: booleanAttribute })
  /** An untouched form is filled in with the schema's defaults, which are sent then. Without it they are only offered. */
  readonly sendDefaults = input(false, { transform: booleanAttribute })
  /** A JSON Schema of any draft. Another one begins an untouched form; an equal one changes nothing. */
  readonly schema = input<McpSchemaForm['schema'] | undefined>()
  /** The value as filled in; `undefined` when there is none. Setting it loads it, in place of what was typed; an equal
   * one changes nothing, nor does the very object that was set last, so that a page may set it at each rendering. To
   * load that again, set a copy of it; `undefined` begins an untouched form. */
  readonly value = input<McpSchemaForm['value'] | undefined>()
}

/** Runs tools of connected MCP servers. */
@Directive({ selector: 'mcp-tool-runner' })
export class ToolRunnerElement extends OfElement<McpToolRunner> {
  /** Only tools of this server: a catalogue entry's id, or a connection's `serverId`. */
  readonly server = input<McpToolRunner['server'] | undefined>()
  /** Only tools of this connection. */
  readonly sessionId = input<McpToolRunner['sessionId'] | undefined>()
  /** Name of the tool to run. With it there is no list to choose from. */
  readonly tool = input<McpToolRunner['tool'] | undefined>()
  /** Fills the form of `tool`, or of the chosen tool. An equal value changes nothing that the person has typed. */
  readonly toolArguments = input<McpToolRunner['toolArguments'] | undefined>()
  /** When a person is asked before a tool runs. `auto`: where the server would ask for it, that is unless the person has
   * allowed the tool, or its hints say that it only reads, or only adds; `always`: every time. */
  readonly confirm = input<McpToolRunner['confirm'] | undefined>()
  /** No links to tools: `#mcp-server=…&mcp-tool=…&mcp-args=…` in the page's address is left alone, and none can be
   * copied. Without it such a link chooses the tool and fills in its form; it never runs anything. */
  readonly withoutLink = input(false, { transform: booleanAttribute })
  /** Address of the handler, e.g. `/api/mcp`. Elements of the same address share one line to it. */
  readonly endpoint = input<McpToolRunner['endpoint'] | undefined>()
  /** A client of the page's own, in place of `endpoint`. The page connects and disconnects it. */
  readonly client = input<McpToolRunner['client'] | undefined>()
}
