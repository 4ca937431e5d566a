import { html, nothing } from 'lit'
import type { TemplateResult } from 'lit'
import { icon } from '../core/more-icons.ts'
import type { Localize } from '../core/localize.ts'
import { problemTemplate } from '../core/problem.ts'
import type { DisplayMode } from './context.ts'
import type { AppRun } from './run.ts'

export interface BarActions {
  show(mode: DisplayMode): void
  reload(): void
  stop(): void
}

/** The buttons that are always the person's, whatever the app does. */
export function controls(localize: Localize, run: AppRun, mode: DisplayMode, actions: BarActions): TemplateResult {
  const other = mode === 'inline' ? 'fullscreen' : 'inline'
  const mayChange = run.phase === 'running' && (run.modes?.includes('fullscreen') ?? true)
  return html`<span class="controls">
    ${
      mayChange || mode === 'fullscreen'
        ? html`<button class="quiet" id="mode" type="button" @click=${() => actions.show(other)}>
            ${icon('external')} ${localize.term(other === 'inline' ? 'appInline' : 'appFullscreen')}
          </button>`
        : nothing
    }
    <button class="quiet" id="reload" type="button" @click=${actions.reload}>
      ${icon('refresh')} ${localize.term('appReload')}
    </button>
    ${
      run.phase === 'stopped'
        ? nothing
        : html`<button class="quiet" id="stop" type="button" @click=${actions.stop}>
            ${icon('stop')} ${localize.term('appStop')}
          </button>`
    }
  </span>`
}

/** The app's frame. `title` names what is in it; `left` hides it: of what browsers offer, only that keeps the focus out of it. */
export function stage(
  localize: Localize,
  run: AppRun,
  url: string,
  frame: { readonly title: string; readonly left: boolean },
): TemplateResult {
  const allow = run.features.map((name) => (name === 'clipboardWrite' ? 'clipboard-write *' : `${name} *`))
  const state = frame.left ? 'left' : run.phase === 'starting' && !run.late ? 'starting' : ''
  return html`<div class="stage ${state}">
    <iframe
      part="frame"
      title=${frame.title}
      aria-describedby="leave"
      sandbox="allow-scripts allow-forms"
      referrerpolicy="no-referrer"
      allow=${allow.join('; ')}
      src=${url}
      @load=${() => run.loaded()}
    ></iframe>
    <span id="leave" hidden>${localize.term('appLeaveHint')}</span>
    ${frame.left ? html`<div class="cover">${localize.term('appLeftByKeys')}</div>` : nothing}
    ${
      state === 'starting' ? html`<div class="cover">${icon('spinner')} ${localize.term('appStarting')}</div>` : nothing
    }
  </div>`
}

/** Why an app does not run, and what to do about it. `frameSource` is what the page's policy has to allow. */
export function ending(localize: Localize, { term, error }: NonNullable<AppRun['ending']>, frameSource: string) {
  if (term === 'appStopped') return html`<div class="empty" part="notice">${localize.term(term)}</div>`
  return html`<div class="empty" part="notice" role="alert">
    <div class="problem">
      <strong>${localize.term(term)}</strong>
      ${error ? problemTemplate(localize, error) : nothing}
      ${term === 'appBlocked' ? localize.term('appBlockedNext', frameSource) : nothing}
    </div>
  </div>`
}
