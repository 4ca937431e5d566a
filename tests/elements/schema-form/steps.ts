import { McpSchemaForm } from '../../../elements/schema-form/schema-form.ts'
import { equal } from '../../../elements/schema-form/core/json.ts'
import { Filler } from './filler.ts'

if (!customElements.get('mcp-schema-form')) customElements.define('mcp-schema-form', McpSchemaForm)

/** What a form owes to every tool, and to every sample of its arguments. */
export type StepName = 'render' | 'untouched' | 'fill' | 'submit' | 'load' | 'json'

export interface StepResult {
  readonly step: StepName
  readonly sample?: string
  /** Why it failed; `undefined` where it passed. */
  readonly problem?: string
}

export interface ToolResult {
  readonly steps: readonly StepResult[]
  /** Types of the values that had to be written as JSON. */
  readonly raw: readonly string[]
}

/** How long a form may take to say whether it submits, in milliseconds. */
const submitDeadline = 8_000

/** Presses Ctrl+Enter in the form, and gives what was submitted, or what the form says instead. */
export async function submit(form: McpSchemaForm): Promise<{ value?: unknown; problem?: string }> {
  let submitted: { value: unknown } | undefined
  const listen = ({ value }: HTMLElementEventMap['mcp-submit']): void => void (submitted = { value })
  form.addEventListener('mcp-submit', listen)
  const place = form.shadowRoot!.querySelector('[tabindex], textarea, input, button') ?? form
  place.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, composed: true }))
  const end = performance.now() + submitDeadline
  const summary = (): Element | null => form.shadowRoot!.querySelector('.summary, #json-error')
  while (!submitted && !summary() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 2))
  form.removeEventListener('mcp-submit', listen)
  return submitted ?? { problem: summary()?.textContent?.replace(/\s+/g, ' ').trim() ?? 'no answer' }
}

/** Takes all steps for one tool, each sample in a form of its own. */
export async function takeSteps(
  schema: unknown,
  samples: Readonly<Record<string, unknown>>,
  place: Element = document.body,
): Promise<ToolResult> {
  const steps: StepResult[] = []
  const raw: string[] = []
  const attempt = async (
    step: StepName,
    sample: string | undefined,
    body: (form: McpSchemaForm) => Promise<string | undefined>,
  ): Promise<void> => {
    const form = document.createElement('mcp-schema-form') as McpSchemaForm
    let problem: string | undefined
    try {
      form.schema = schema
      place.append(form)
      await form.updateComplete
      problem = await body(form)
    } catch (error) {
      problem = String(error)
    }
    form.remove()
    steps.push({ step, ...(sample !== undefined && { sample }), ...(problem !== undefined && { problem }) })
  }
  const submits = async (form: McpSchemaForm, value: unknown): Promise<string | undefined> => {
    const { value: sent, problem } = await submit(form)
    if (problem !== undefined) return problem
    return equal(sent, value) ? undefined : `sent ${JSON.stringify(sent)} for ${JSON.stringify(value)}`
  }

  await attempt('render', undefined, async (form) =>
    form.shadowRoot!.querySelector('#panel')!.childElementCount > 0 ? undefined : 'nothing is shown',
  )
  const { required } = schema as { readonly required?: unknown }
  if (!Array.isArray(required) || required.length === 0) {
    await attempt('untouched', undefined, (form) => submits(form, {}))
  }
  for (const [sample, value] of Object.entries(samples)) {
    let filled = false
    await attempt('fill', sample, async (form) => {
      const filler = new Filler(form)
      filled = await filler.fill(value)
      raw.push(...filler.raw)
      if (!filled) return filler.trouble.join('; ')
      await attemptSubmit(form, sample, value)
      return undefined
    })
    await attempt('load', sample, async (form) => {
      form.value = value
      await form.updateComplete
      return submits(form, value)
    })
    await attempt('json', sample, async (form) => {
      form.value = value
      await form.updateComplete
      const tab = (name: string): Promise<unknown> => {
        form.shadowRoot!.querySelector<HTMLElement>(`#tab-${name}`)!.click()
        return form.updateComplete
      }
      await tab('json')
      const text = form.shadowRoot!.querySelector<HTMLTextAreaElement>('#json')!.value
      if (!equal(JSON.parse(text), value)) return `shows ${text}`
      await tab('form')
      return submits(form, value)
    })
  }
  async function attemptSubmit(form: McpSchemaForm, sample: string, value: unknown): Promise<void> {
    const problem = await submits(form, value)
    steps.push({ step: 'submit', sample, ...(problem !== undefined && { problem }) })
  }
  return { steps, raw }
}
