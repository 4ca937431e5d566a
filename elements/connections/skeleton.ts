import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'

/** Stands for rows or tiles that are being loaded, in their size. */
export const skeletonTemplate = (kind: 'row' | 'tile', count: number): TemplateResult =>
  html`<ul class="${kind}s">
    ${Array.from(
      { length: count },
      () =>
        html`<li class="${kind} skeleton" aria-hidden="true">
          <span class="tile-icon"></span>
          <span class="row-body"><span class="bone"></span><span class="bone short"></span></span>
          ${kind === 'tile' ? html`<span class="bone button-bone"></span>` : nothing}
        </li>`,
    )}
  </ul>`
