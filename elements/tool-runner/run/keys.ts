import type { LitElement } from 'lit'

export interface KeyListener {
  run(): void
  /** Steps back, if there is anything to step back from. */
  back(): boolean
  /** Goes to the search field, if there is one. */
  search(): boolean
}

/** Where a character is typed, and is no command. */
const TYPING = 'input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]'

/**
 * Ctrl+Enter runs the tool; a slash goes to the search, where nothing is being typed; Escape steps back: out of the consent, or of the running call. A dialog, a popup or a
 * search field has Escape first, and neither key is for the tool where a person answers a server.
 */
export function followKeys(host: LitElement, listener: KeyListener): void {
  const pressed = (event: KeyboardEvent): void => {
    const path = event.composedPath()
    const within = (selector: string) => path.some((node) => node instanceof Element && node.matches(selector))
    if (event.defaultPrevented || event.isComposing || within('.question')) return
    if (event.key === 'Enter') {
      if (!(event.ctrlKey || event.metaKey) || event.repeat || !within('.tool')) return
      event.preventDefault()
      listener.run()
    } else if (event.key === 'Escape') {
      const [target] = path
      if (target instanceof HTMLInputElement && target.type === 'search' && target.value !== '') return
      const opened = 'dialog[open], :popover-open'
      if (host.shadowRoot?.querySelector(opened) || host.closest(opened)) return
      if (listener.back()) event.preventDefault()
    } else if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && !within(TYPING)) {
      if (listener.search()) event.preventDefault()
    }
  }
  host.addController({
    hostConnected: () => host.addEventListener('keydown', pressed),
    hostDisconnected: () => host.removeEventListener('keydown', pressed),
  })
}
