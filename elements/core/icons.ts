import { html, svg } from 'lit'
import type { SVGTemplateResult, TemplateResult } from 'lit'

/** Drawn on a 16 by 16 grid, in strokes of the text's colour. What is on the screen at first; the others are in more-icons.ts. */
export const shapes = {
  check: svg`<path d="M3 8.5l3.2 3L13 4.5"/>`,
  lock: svg`<rect x="3" y="7" width="10" height="7" rx="2"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>`,
  spinner: svg`<path d="M8 2.5a5.5 5.5 0 1 1-5.5 5.5"/>`,
  alert: svg`<path d="M8 2v7.5M8 12.8v.7"/>`,
  info: svg`<circle cx="8" cy="8" r="6"/><path d="M8 7.2v4M8 4.6v.4"/>`,
  close: svg`<path d="M4 4l8 8M12 4l-8 8"/>`,
  more: svg`<path d="M3 8h.01M8 8h.01M13 8h.01" stroke-width="2.4"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
  stop: svg`<rect x="4" y="4" width="8" height="8" rx="1"/>`,
  search: svg`<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5l3.5 3.5"/>`,
  chevron: svg`<path d="M4 6l4 4 4-4"/>`,
  external: svg`<path d="M9 3h4v4M13 3L7.5 8.5M11 9.5V13H3V5h3.5"/>`,
} satisfies Record<string, SVGTemplateResult>

export type IconName = keyof typeof shapes

/** A decorative icon of 1em by 1em; the words beside it carry the meaning. */
export const icon = (name: IconName): TemplateResult => draw(shapes[name])

export const draw = (shape: SVGTemplateResult): TemplateResult =>
  html`<svg
    class=${shape === shapes.spinner ? 'spin' : ''}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${shape}
  </svg>`
