/** What the element tests share: mocha's globals with types, assertions, fixtures. Runs in the browser. */
// A classic script: it leaves `axe` on the window.
import 'axe-core'
import type { AxeResults } from 'axe-core'
import { render } from 'lit'
import type { TemplateResult } from 'lit'

type Body = () => void | Promise<void>
interface Mocha {
  describe(name: string, body: () => void): void
  it(name: string, body: Body): void
  beforeEach(body: Body): void
  afterEach(body: Body): void
}

interface Axe {
  run(element: Element, options: object): Promise<AxeResults>
}

export const { describe, it, beforeEach, afterEach } = globalThis as unknown as Mocha

export function ok(value: unknown, message = `expected a truthy value, got ${show(value)}`): asserts value {
  if (!value) throw new Error(message)
}

/** Equal in all that JSON shows, and in `undefined`. */
export function equal(actual: unknown, expected: unknown, message = ''): void {
  if (show(actual) !== show(expected))
    throw new Error(`${message}\n  expected ${show(expected)}\n  actual   ${show(actual)}`)
}

export function match(actual: string, pattern: RegExp | string): void {
  const found = typeof pattern === 'string' ? actual.includes(pattern) : pattern.test(actual)
  if (!found) throw new Error(`expected ${show(pattern.toString())} in ${show(actual)}`)
}

/** The error that a promise rejects with. */
export async function rejection<E = Error & { code?: string }>(promise: Promise<unknown>): Promise<E> {
  const value = await promise.then(
    (resolved) => ({ resolved }),
    (error: unknown) => ({ error }),
  )
  if ('resolved' in value) throw new Error(`expected a rejection, got ${show(value.resolved)}`)
  return value.error as E
}

/** Polls until `probe` gives something truthy, and gives that. Fails after two seconds (or `limit`). */
export async function until<T>(probe: () => T, what = probe.toString(), limit = 2_000): Promise<NonNullable<T>> {
  const end = performance.now() + limit
  for (;;) {
    const value = probe()
    if (value) return value
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

const places: HTMLElement[] = []

/** Renders into the page and gives the first element of it, updated once. `cleanUp` takes it away. */
export async function fixture<E extends Element>(template: TemplateResult): Promise<E> {
  const place = document.createElement('div')
  document.body.append(place)
  places.push(place)
  render(template, place)
  const element = place.firstElementChild as E & { updateComplete?: Promise<unknown> }
  await element.updateComplete
  return element
}

export function cleanUp(): void {
  for (const place of places.splice(0)) place.remove()
}

/** All that a reader sees of an element, its shadow roots included, as one line. */
export function textOf(node: Node): string {
  if (node instanceof Text) return node.data
  if (node instanceof HTMLStyleElement || (node instanceof HTMLElement && node.hidden)) return ''
  const children = node instanceof Element && node.shadowRoot ? node.shadowRoot.childNodes : node.childNodes
  return [...children].map(textOf).join(' ').replace(/\s+/g, ' ').trim()
}

/** The one element below `root` (shadow root included) of this selector that is named so; else whose name holds these words. */
export function named<E extends HTMLElement>(root: Element, selector: string, name: string): E {
  const found = [...(root.shadowRoot ?? root).querySelectorAll<E>(selector)]
  const exact = found.filter((one) => nameOf(one) === name)
  const all = exact.length > 0 ? exact : found.filter((one) => nameOf(one).includes(name))
  if (all.length !== 1) throw new Error(`${all.length} of ${selector} are named ${show(name)} in: ${textOf(root)}`)
  return all[0]!
}

function nameOf(element: HTMLElement): string {
  const label = element.getAttribute('aria-label')
  if (label !== null) return label
  const labels = (element as HTMLInputElement).labels
  return labels && labels.length > 0 ? [...labels].map(textOf).join(' ') : textOf(element)
}

/** What axe finds wrong with an element, one line for each kind; empty where it finds nothing. */
export async function axeProblems(element: Element): Promise<string[]> {
  // `region` is about whole pages.
  const { axe } = globalThis as unknown as { axe: Axe }
  const { violations } = await axe.run(element, { rules: { region: { enabled: false } } })
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
  )
}

/** Pastes text, and tells whether something took it. */
export function paste(target: Element, text: string): boolean {
  const clipboardData = new DataTransfer()
  clipboardData.setData('text/plain', text)
  const event = new ClipboardEvent('paste', { bubbles: true, composed: true, cancelable: true })
  // Firefox has an event that a script makes with an empty clipboard.
  Object.defineProperty(event, 'clipboardData', { value: clipboardData })
  return !target.dispatchEvent(event)
}

const show = (value: unknown): string =>
  JSON.stringify(
    value,
    (_, one: unknown) => (one === undefined ? '(undefined)' : one instanceof Error ? String(one) : one),
    1,
  )
