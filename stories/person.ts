/** Someone who uses what a story shows, by what can be seen and heard of it. */

import { given } from './stage.ts'

/** Milliseconds that something may take to appear. */
const PATIENCE = 5_000

/** All elements below a root that match, those in shadow roots included, in the order of the page. */
export function deepAll<E extends Element = HTMLElement>(root: ParentNode, selector: string): E[] {
  return [...root.querySelectorAll('*')].flatMap((element) => [
    ...(element.matches(selector) ? [element as E] : []),
    ...(element.shadowRoot ? deepAll<E>(element.shadowRoot, selector) : []),
  ])
}

/** All that a reader sees below a node, shadow roots included, as one line. */
export function deepText(node: Node): string {
  if (node instanceof Text) return node.data
  if (node instanceof HTMLStyleElement || (node instanceof HTMLElement && node.hidden)) return ''
  const assigned = node instanceof HTMLSlotElement ? node.assignedNodes() : []
  const inside = node instanceof Element && node.shadowRoot ? node.shadowRoot : node
  const children = assigned.length > 0 ? assigned : inside.childNodes
  return [...children].map(deepText).join(' ').replace(/\s+/g, ' ').trim()
}

function nameOf(element: Element): string {
  const label = element.getAttribute('aria-label')
  if (label !== null) return label
  const labels = (element as HTMLInputElement).labels
  if (labels && labels.length > 0) return [...labels].map(deepText).join(' ')
  return deepText(element)
}

const visible = (element: Element): boolean => element.checkVisibility({ visibilityProperty: true })

/** Polls until it gives something, and gives that. */
export async function until<T>(probe: () => T, what: () => string): Promise<NonNullable<T>> {
  const end = performance.now() + PATIENCE
  for (;;) {
    const value = probe()
    if (value) return value
    if (performance.now() > end) throw new Error(`waited in vain for ${what()}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export class Person {
  readonly place: HTMLElement

  constructor(place: HTMLElement) {
    this.place = place
  }

  get text(): string {
    return deepText(this.place)
  }

  /** The one thing to be seen of this selector and name; else the one whose name holds it. */
  find<E extends HTMLElement>(selector: string, name?: string): Promise<E> {
    const look = (): E | undefined => {
      const all = deepAll<E>(this.place, selector).filter(visible)
      const exact = name === undefined ? all : all.filter((one) => nameOf(one) === name)
      const found = exact.length > 0 ? exact : all.filter((one) => nameOf(one).includes(name ?? ''))
      return found.length === 1 ? found[0] : undefined
    }
    return until(look, () => `one ${selector} named “${name ?? ''}” in: ${this.text}`)
  }

  async press(name: string, selector = 'button, a, summary, [role=option]'): Promise<void> {
    const element = await this.find(selector, name)
    element.focus()
    element.click()
    await this.pause()
  }

  /** Types over what is in a text field. */
  async type(label: string, text: string): Promise<void> {
    given(text)
    const field = await this.find<HTMLInputElement>('input, textarea', label)
    field.focus()
    field.select()
    document.execCommand(text === '' ? 'delete' : 'insertText', false, text)
    await this.pause()
  }

  async key(key: string, init: KeyboardEventInit = {}): Promise<void> {
    let target = document.activeElement
    while (target?.shadowRoot?.activeElement) target = target.shadowRoot.activeElement
    const event = { key, bubbles: true, composed: true, cancelable: true, ...init }
    target?.dispatchEvent(new KeyboardEvent('keydown', event))
    await this.pause()
  }

  async sees(text: string): Promise<void> {
    await until(
      () => this.text.includes(text),
      () => `“${text}” in: ${this.text}`,
    )
  }

  /** Until what was done is shown. */
  async pause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve))
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}
