import { svg } from 'lit'
import type { SVGTemplateResult, TemplateResult } from 'lit'
import { draw, shapes as first } from './icons.ts'

/** With those that only parts show which are loaded later. */
const shapes = {
  ...first,
  play: svg`<path d="M5 3.2v9.6L12.8 8z"/>`,
  pause: svg`<path d="M5.5 3.5v9M10.5 3.5v9" stroke-width="2.4"/>`,
  copy: svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M3 10.5V4a1.5 1.5 0 0 1 1.5-1.5H11"/>`,
  download: svg`<path d="M8 2.5v8M4.5 7.5L8 11l3.5-3.5M3 13.5h10"/>`,
  expand: svg`<path d="M9.5 3H13v3.5M13 3L9 7M6.5 13H3V9.5M3 13l4-4"/>`,
  refresh: svg`<path d="M13 8a5 5 0 1 1-1.5-3.6M13 2.5v3h-3"/>`,
  image: svg`<rect x="2" y="3" width="12" height="10" rx="1.5"/><circle cx="5.5" cy="6.5" r="1"/><path d="M3 12l4-4 2.5 2.5L11 9l3 3"/>`,
  audio: svg`<path d="M3 6v4h2.5L9 13V3L5.5 6zM11.5 5.5a3.5 3.5 0 0 1 0 5"/>`,
  file: svg`<path d="M4 2h5l3 3v9H4zM9 2v3h3"/>`,
  table: svg`<rect x="2" y="3" width="12" height="10" rx="1.5"/><path d="M2 7h12M7 7v6"/>`,
  code: svg`<path d="M5.5 4.5L2 8l3.5 3.5M10.5 4.5L14 8l-3.5 3.5"/>`,
} satisfies Record<string, SVGTemplateResult>

export type IconName = keyof typeof shapes

/** As {@link icon} of icons.ts, with more to choose from: for parts that are loaded when they are needed. */
export const icon = (name: IconName): TemplateResult => draw(shapes[name])
