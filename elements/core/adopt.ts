import type { CSSResult } from 'lit'

/** Adds the styles of a part that was loaded later to an element's root, once. */
export function adoptStyles(root: Node, { styleSheet }: CSSResult): void {
  const { adoptedStyleSheets } = root as ShadowRoot
  if (styleSheet && !adoptedStyleSheets.includes(styleSheet)) adoptedStyleSheets.push(styleSheet)
}
