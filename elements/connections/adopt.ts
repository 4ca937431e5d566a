import type { CSSResult, ReactiveElement } from 'lit'

/** Gives an element the styles of a part that was loaded later. */
export function adoptLate({ renderRoot }: ReactiveElement, { styleSheet }: CSSResult): void {
  const root = renderRoot as ShadowRoot
  if (styleSheet && !root.adoptedStyleSheets.includes(styleSheet)) root.adoptedStyleSheets.push(styleSheet)
}
