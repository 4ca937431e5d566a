let initial: string | undefined

/** The browser's font for pages that choose none; it is what `font-family: initial` computes to. */
function initialFont(root: ParentNode): string {
  if (initial === undefined) {
    const probe = document.createElement('span')
    probe.style.fontFamily = 'initial'
    root.append(probe)
    initial = getComputedStyle(probe).fontFamily
    probe.remove()
  }
  return initial
}

/**
 * Sets the state `plain-font` on an element of a page that chooses no font, so that its style may choose one.
 * The element must be connected.
 */
export function followPageFont(host: HTMLElement, internals: ElementInternals): void {
  const root = host.shadowRoot
  if (!root) return
  internals.states.delete('plain-font')
  if (getComputedStyle(host).fontFamily === initialFont(root)) internals.states.add('plain-font')
}
