import type { OpenQuestion } from '../../../shared/events.ts'
import type { McpSchemaForm } from '../../../elements/schema-form/schema-form.ts'
import type { FakeEndpointOptions } from '../../../stories/fake-endpoint.ts'
import { named, until } from '../support.ts'
import { meet } from './person.ts'
import type { Person } from './person.ts'

export const MILESTONE: Partial<OpenQuestion> = {
  inputId: 'milestone',
  message: 'Which milestone do you mean?',
  requestedSchema: {
    type: 'object',
    required: ['milestone'],
    properties: {
      milestone: { type: 'string', title: 'Milestone', default: '2026.12' },
      count: { type: 'integer', title: 'Count', default: 3 },
      token: { type: 'string', title: 'Token', format: 'password' },
    },
  },
}

/** A person whose call has asked these questions; its result is what was answered. */
export async function asked(
  questions: readonly Partial<OpenQuestion>[] = [MILESTONE],
  options: FakeEndpointOptions = {},
  tool = 'ping',
) {
  const person = await meet({
    onCall: async (call) => {
      const answers = await Promise.all(questions.map((question) => call.ask(question)))
      return { content: [{ type: 'text', text: `Answers: ${JSON.stringify(answers)}` }] }
    },
    ...options,
  })
  await person.choose(tool)
  await person.run()
  await until(() => person.all('.question').length === questions.length, 'the questions', 8_000)
  await settled(person)
  return person
}

export const formOf = (person: Person, at = 0) =>
  person.all('.question')[at]!.querySelector<McpSchemaForm>('mcp-schema-form')!

export const fieldOf = (person: Person, name: string, at = 0) =>
  named<HTMLTextAreaElement>(formOf(person, at), 'input, textarea', name)

export async function type(person: Person, name: string, text: string, at = 0): Promise<void> {
  const field = fieldOf(person, name, at)
  field.focus()
  field.select()
  document.execCommand(text === '' ? 'delete' : 'insertText', false, text)
  await settled(person)
}

export async function settled(person: Person): Promise<void> {
  await person.settled()
  for (const form of person.runner.shadowRoot!.querySelectorAll<McpSchemaForm>('mcp-schema-form'))
    await form.updateComplete
}

export const press = (person: Person, part: string, at = 0) => {
  const button = person.all('.question')[at]!.querySelector<HTMLElement>(`[part=${part}]`)!
  button.focus()
  button.click()
  return settled(person)
}
