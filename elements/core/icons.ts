import { html, svg } from 'lit'
import type { SVGTemplateResult, TemplateResult } from 'lit'

/** Drawn on a 16 by 16 grid, in strokes of the text's colour. */
const shapes = {
  check: svg`<path d="M3 8.5l3.2 3L13 4.5"/>`,
  lock: svg`<rect x="3" y="7" width="10" height="7" rx="2"/><path d="M5.5 7V5a2.5 2.5 0 0 1 5 0v2"/>`,
  spinner: svg`<path d="M8 2.5a5.5 5.5 0 1 1-5.5 5.5"/>`,
  alert: svg`<path d="M8 2v7.5M8 12.8v.7"/>`,
  info: svg`<circle cx="8" cy="8" r="6"/><path d="M8 7.2v4M8 4.6v.4"/>`,
  close: svg`<path d="M4 4l8 8M12 4l-8 8"/>`,
  more: svg`<path d="M3 8h.01M8 8h.01M13 8h.01" stroke-width="2.4"/>`,
  plus: svg`<path d="M8 3v10M3 8h10"/>`,
  play: svg`<path d="M5 3.2v9.6L12.8 8z"/>`,
  pause: svg`<path d="M5.5 3.5v9M10.5 3.5v9" stroke-width="2.4"/>`,
  stop: svg`<rect x="4" y="4" width="8" height="8" rx="1"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M3 10.5V4a1.5 1.5 0 0 1 1.5-1.5H11"/>`,
  download: svg`<path d="M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10"/>`,
  search: svg`<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5l3.5 3.5"/>`,
  chevron: svg`<path d="M4 6l4 4 4-4"/>`,
  external: svg`<path d="M9 3h4v4M13 3L7.5 8.5M11 9.5V13H3V5h3.5"/>`,
  expand: svg`<path d="M9.5 3H13v3.5M13 3L9 7M6.5 13H3V9.5M3 13l4-4"/>`,
  refresh: svg`<path d="M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3"/>`,
  image: svg`<rect x="2" y="3" width="12" height="10" rx="1.5"/><circle cx="5.5" cy="6.5" r="1"/><path d="M3 12l4-4 2.5 2.5L11 9l3 3"/>`,
  audio: svg`<path d="M3 6v4h2.5L9 13V3L5.5 6zM11.5 5.5a3.5 3.5 0 0 1 0 5"/>`,
  file: svg`<path d="M4 2h5l3 3v9H4zM9 2v3h3"/>`,
  table: svg`<rect x="2" y="3" width="12" height="10" rx="1.5"/><path d="M2 7h12M7 7v6"/>`,
  code: svg`<path d="M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5"/>`,
} satisfies Record<string, SVGTemplateResult>

export type IconName = keyof typeof shapes

/** A decorative icon of 1em by 1em; the words beside it carry the meaning. */
export const icon = (name: IconName): TemplateResult =>
  html`<svg
    class=${name === 'spinner' ? 'spin' : ''}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.8"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${shapes[name]}
  </svg>`
