import type { CSSResult, ReactiveControllerHost } from 'lit'

/** Gives an element the styles of a part that was loaded later, once. */
export function adopt(
  { renderRoot }: ReactiveControllerHost & { renderRoot: HTMLElement | DocumentFragment },
  styles: CSSResult,
): void {
  const { styleSheet: sheet } = styles
  if (!(renderRoot instanceof ShadowRoot) || !sheet || renderRoot.adoptedStyleSheets.includes(sheet)) return
  renderRoot.adoptedStyleSheets.push(sheet)
}
