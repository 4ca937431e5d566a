/** Sees whether anything of a payload ran, was loaded, or became more than text. */
import { CANARY } from './payloads.ts'

/** What ran, opened or was loaded since the page began. */
export const alarms: string[] = []

const raise = (what: string) => (): void => void alarms.push(what)

Object.assign(globalThis, {
  xss: raise('a payload ran'),
  alert: raise('alert'),
  confirm: raise('confirm'),
  prompt: raise('prompt'),
  print: raise('print'),
  open: (url: unknown) => void alarms.push(`window.open ${String(url)}`),
})
addEventListener('error', ({ message }) => {
  if (!message.startsWith('ResizeObserver')) alarms.push(`uncaught: ${message}`)
})
addEventListener('unhandledrejection', ({ reason }) => alarms.push(`rejected: ${String(reason)}`))
addEventListener('securitypolicyviolation', ({ blockedURI }) => alarms.push(`violation: ${blockedURI}`))

// What is saved goes no further than the address of its bytes.
HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
  if (!this.href.startsWith('blob:')) alarms.push(`followed ${this.href}`)
}

new PerformanceObserver((list) => {
  for (const { name } of list.getEntries())
    if (name.includes(CANARY) || !name.startsWith(location.origin)) alarms.push(`loaded ${name}`)
}).observe({ type: 'resource', buffered: true })

const FORBIDDEN =
  'script, iframe, frame, object, embed, base, meta, link, portal, fencedframe, marquee, applet, template, math, svg animate, svg set, svg use, svg image, svg foreignObject, svg script, svg style, svg a, [srcdoc], [srcset], [ping], [background], [formaction], form[action], [is]'
const LINKS = ['href', 'xlink:href', 'action', 'formaction', 'cite', 'longdesc', 'manifest']
const LOADS = ['src', 'data', 'poster', 'background', 'srcset', 'lowsrc']

/** All elements below a root, those in shadow roots included. */
export function* elementsOf(root: ParentNode): Generator<Element> {
  for (const element of root.querySelectorAll('*')) {
    yield element
    if (element.shadowRoot) yield* elementsOf(element.shadowRoot)
  }
}

/** What cannot be read as an address leads nowhere. */
const schemeOf = (address: string): string | undefined => URL.parse(address, document.baseURI)?.protocol

function wrongAttribute({ name, value }: Attr): boolean {
  if (/^on/i.test(name)) return true
  if (LINKS.includes(name)) return !['https:', 'http:', 'mailto:', undefined].includes(schemeOf(value))
  if (LOADS.includes(name)) return !value.startsWith(`blob:${location.origin}/`)
  return name === 'style' && /url\(|expression|@import|https?:|javascript/i.test(value)
}

/** Elements and attributes that can do more than show text. */
export function dangers(root: ParentNode): string[] {
  const found = new Set<string>()
  for (const element of elementsOf(root)) {
    if (element.matches(FORBIDDEN)) found.add(`<${element.localName}>`)
    for (const attribute of element.attributes)
      if (wrongAttribute(attribute))
        found.add(`${attribute.name}="${attribute.value.slice(0, 80)}" of <${element.localName}>`)
    if (element.localName === 'a' && element.hasAttribute('href')) {
      const { rel, target } = element as HTMLAnchorElement
      if (target && !rel.includes('noopener')) found.add(`a link without noopener to ${element.getAttribute('href')}`)
    }
  }
  return [...found]
}
