import type { DisplayMode } from './context.ts'

/**
 * Shows a dialog in its place on the page, or over all of it. It is never moved in the document: frames in it would start
 * anew. The focus stays where it is.
 */
export function showAs(dialog: HTMLDialogElement, mode: DisplayMode): void {
  const focused = (dialog.getRootNode() as ShadowRoot).activeElement
  dialog.close()
  if (mode === 'fullscreen') dialog.showModal()
  else dialog.show()
  if (focused instanceof HTMLElement && focused !== dialog) focused.focus({ preventScroll: true })
}
