import { html } from 'lit'
import type { nothing, TemplateResult } from 'lit'

/** The first letter of a server's name, under its picture: that is what stays where there is none. */
export const tileIcon = (name: string, picture: TemplateResult | typeof nothing): TemplateResult =>
  html`<span class="tile-icon" part="icon" aria-hidden="true"
    >${([...name.trim()][0] ?? '?').toLocaleUpperCase()}${picture}</span
  >`
