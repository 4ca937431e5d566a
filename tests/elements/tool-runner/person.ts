import { html } from 'lit'
import '../../../elements/define/mcp-tool-runner.ts'
import type { CallToolResult } from '../../../shared/mcp.ts'
import type { McpSchemaForm } from '../../../elements/schema-form/schema-form.ts'
import type { McpToolRunner } from '../../../elements/tool-runner/tool-runner.ts'
import { createFakeEndpoint, fakeConnection, fakeTool } from '../../../stories/fake-endpoint.ts'
import type { FakeCall, FakeEndpoint, FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
import { afterEach, beforeEach, cleanUp, fixture, named, textOf, until } from '../support.ts'

// Each test of a runner begins in a new tab.
beforeEach(() => {
  sessionStorage.clear()
  history.replaceState(null, '', location.pathname + location.search)
})
afterEach(cleanUp)

export const GITHUB = fakeConnection({ serverName: 'GitHub', toolsHash: '1' })
export const NOTES = fakeConnection({ serverName: 'Notes', toolsHash: '1' })

export const LIST_ISSUES = fakeTool({
  name: 'list_issues',
  title: 'List issues',
  description: 'Lists the issues of a repository.\n\nPull requests are issues too. To create one, take another tool.',
  annotations: { readOnlyHint: true },
  inputSchema: {
    type: 'object',
    required: ['repository'],
    properties: { repository: { type: 'string', title: 'Repository' }, page: { type: 'integer', title: 'Page' } },
  },
})
export const DELETE_BRANCH = fakeTool({
  name: 'delete_branch',
  annotations: { destructiveHint: true },
  inputSchema: { type: 'object', required: ['branch'], properties: { branch: { type: 'string', title: 'Branch' } } },
})
export const PING = fakeTool({ name: 'ping', annotations: { readOnlyHint: true } })
export const UNHINTED = fakeTool({ name: 'mystery' })
export const CREATE_ISSUE = fakeTool({ name: 'create_issue', annotations: { destructiveHint: false } })

export const TOOLS = [LIST_ISSUES, DELETE_BRANCH, PING, UNHINTED, CREATE_ISSUE]

/** What an option is called: what is marked in it is not apart. */
const nameOf = (option: Element): string => option.textContent!.replace(/\s+/g, ' ').trim()

/** Someone who uses a runner by what can be seen and heard of it. */
export class Person {
  readonly runner: McpToolRunner
  readonly endpoint: FakeEndpoint

  constructor(runner: McpToolRunner, endpoint: FakeEndpoint) {
    this.runner = runner
    this.endpoint = endpoint
  }

  get text(): string {
    return textOf(this.runner)
  }

  /** The calls that the server has got, without their ids, which are random. */
  get called(): unknown[] {
    return this.endpoint.calls('callTool').map((params) => {
      const { callId, ...call } = params as { callId: string }
      if (!/^[\w-]{1,64}$/.test(callId)) throw new Error(`no call id: ${callId}`)
      return call
    })
  }

  /** What a screen reader has been told last. */
  get said(): string {
    return textOf(this.find('[role=status]')!)
  }

  /** Name of what has the focus. */
  get focused(): string {
    const element = this.runner.shadowRoot!.activeElement
    return element ? (element.getAttribute('aria-label') ?? textOf(element)) : ''
  }

  find<E extends HTMLElement>(selector: string): E | null {
    return this.runner.shadowRoot!.querySelector<E>(selector)
  }

  all(selector: string): HTMLElement[] {
    return [...this.runner.shadowRoot!.querySelectorAll<HTMLElement>(selector)]
  }

  /** The options of the list, as they read. */
  get options(): string[] {
    return this.all('[role=option]').map(nameOf)
  }

  /** The option that the arrow keys have reached. */
  get active(): string {
    const id = this.search.getAttribute('aria-activedescendant')
    return id ? nameOf(this.find(`#${id}`)!) : ''
  }

  get search(): HTMLInputElement {
    return this.find<HTMLInputElement>('[role=combobox]')!
  }

  get form(): McpSchemaForm {
    return this.find<McpSchemaForm>('mcp-schema-form')!
  }

  async key(key: string, target: Element = this.search, init: KeyboardEventInit = {}): Promise<void> {
    target.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true, ...init }),
    )
    await this.settled()
  }

  async searchFor(query: string): Promise<void> {
    this.search.focus()
    this.search.value = query
    this.search.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }))
    await this.settled()
  }

  /** Chooses the tool that a search finds first. */
  async choose(query: string): Promise<void> {
    await this.searchFor(query)
    await this.key('Enter')
  }

  /** The field of a name, in the form. */
  field(name: string): HTMLTextAreaElement {
    return named<HTMLTextAreaElement>(this.form, 'input, textarea', name)
  }

  async type(name: string, text: string): Promise<void> {
    const field = this.field(name)
    field.focus()
    field.select()
    document.execCommand('insertText', false, text)
    await this.settled()
  }

  async press(name: string, selector = 'button'): Promise<void> {
    const button = named<HTMLButtonElement>(this.runner, selector, name)
    button.focus()
    button.click()
    await this.settled()
  }

  /** Presses Run; the form may check the value in a worker first. */
  run(): Promise<void> {
    return this.press('Run', '[part=run-button]')
  }

  async sees(pattern: RegExp | string): Promise<void> {
    await until(
      () => (typeof pattern === 'string' ? this.text.includes(pattern) : pattern.test(this.text)),
      `${pattern} in ${this.text}`,
    ).catch(() => {
      throw new Error(`expected ${pattern} in: ${this.text}`)
    })
  }

  /** Until an update leaves nothing to be updated. */
  async rendered(): Promise<void> {
    while (!(await this.runner.updateComplete)) continue
    while (this.runner.isUpdatePending) await this.runner.updateComplete
  }

  async settled(): Promise<void> {
    await this.rendered()
    // Parts are loaded when they are needed.
    await until(() => !this.all('.muted').some((one) => textOf(one) === 'Loading'), 'a part to be loaded', 8_000)
    await this.rendered()
    await this.form?.updateComplete
    await this.runner.updateComplete
  }
}

/** A runner of GitHub's tools, ready to be used. */
export async function meet(
  options: FakeEndpointOptions = {},
  attributes: Partial<McpToolRunner> = {},
): Promise<Person> {
  const endpoint = createFakeEndpoint({ connections: [GITHUB], tools: { github: TOOLS }, ...options })
  const runner = await fixture<McpToolRunner>(
    html`<mcp-tool-runner
      .client=${endpoint.client()}
      .server=${attributes.server ?? ''}
      .sessionId=${attributes.sessionId ?? ''}
      .tool=${attributes.tool ?? ''}
      .confirm=${attributes.confirm ?? 'auto'}
      .toolArguments=${attributes.toolArguments}
      ?without-link=${attributes.withoutLink ?? false}
    ></mcp-tool-runner>`,
  )
  const person = new Person(runner, endpoint)
  await until(() => !/Loading|loading/.test(person.text), 'the tools')
  await person.settled()
  return person
}

/** A second tab of the same person. */
export async function openTab(person: Person, attributes: Partial<McpToolRunner> = {}): Promise<Person> {
  const runner = await fixture<McpToolRunner>(
    html`<mcp-tool-runner
      .client=${person.endpoint.client()}
      .server=${attributes.server ?? ''}
      .sessionId=${attributes.sessionId ?? ''}
      .tool=${attributes.tool ?? ''}
    ></mcp-tool-runner>`,
  )
  const other = new Person(runner, person.endpoint)
  await until(() => !/Loading|loading/.test(other.text), 'the tools')
  await other.settled()
  return other
}

/** Calls under way, which the test carries on; by the name of their tool, newest last. */
export class Running {
  readonly calls: { readonly call: FakeCall; answer(text: string): void }[] = []

  readonly onCall = (call: FakeCall): Promise<CallToolResult> =>
    new Promise((resolve) =>
      this.calls.push({ call, answer: (text) => resolve({ content: [{ type: 'text', text }] }) }),
    )

  /** The newest call of a tool, once the server has it. */
  async of(name: string): Promise<{ readonly call: FakeCall; answer(text: string): void }> {
    return until(() => this.calls.findLast(({ call }) => call.name === name), `a call of ${name}`, 8_000)
  }
}

/** A promise with its resolver. */
export function signal<T = void>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
