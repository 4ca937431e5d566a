import { css } from 'lit'
import type { CSSResult } from 'lit'

/**
 * What all elements share: tokens, controls, chips, cards. Public root tokens (`--mcp-*`) are read here only, and
 * everything else derives from the private `--_*` ones. Colours follow the page's `color-scheme`.
 *
 * Sizes are relative to the host page's font size; `--mcp-space` (4px) is the unit of distances.
 */
export const baseStyles: CSSResult = css`
  :host {
    --_surface: var(--mcp-color-surface, light-dark(#fff, #181b21));
    --_raised: var(--mcp-color-raised, light-dark(#fff, #1f232b));
    --_text: var(--mcp-color-text, light-dark(#171a21, #e8ebf1));
    --_muted: var(--mcp-color-muted, light-dark(#566070, #9aa5b5));
    --_line: var(--mcp-color-line, light-dark(#dfe3ea, #2d333e));
    --_accent: var(--mcp-color-accent, light-dark(#3451d1, #8ea4ff));
    --_success: var(--mcp-color-success, light-dark(#0b7046, #55d39b));
    --_warning: var(--mcp-color-warning, light-dark(#7d5100, #f0bf5a));
    --_danger: var(--mcp-color-danger, light-dark(#b3261e, #ff9b93));
    --_radius: var(--mcp-radius, 10px);
    --_radius-small: var(--mcp-radius-control, calc(var(--_radius) * 0.7));
    --_space: var(--mcp-space, 4px);

    --_line-strong: color-mix(in oklab, var(--_muted) 75%, var(--_surface));
    --_sunken: color-mix(in oklab, var(--_muted) 5%, var(--_surface));
    --_plain-soft: color-mix(in oklab, var(--_muted) 12%, var(--_surface));
    --_accent-soft: light-dark(oklch(from var(--_accent) 95% 0.025 h), oklch(from var(--_accent) 32% 0.06 h));
    --_success-soft: light-dark(oklch(from var(--_success) 95.5% 0.035 h), oklch(from var(--_success) 30% 0.045 h));
    --_warning-soft: light-dark(oklch(from var(--_warning) 96.5% 0.04 h), oklch(from var(--_warning) 31% 0.05 h));
    --_danger-soft: light-dark(oklch(from var(--_danger) 95.5% 0.02 h), oklch(from var(--_danger) 29% 0.06 h));
    /* Black or white, whichever is readable on the page's accent. */
    --_on-accent: lch(from var(--_accent) calc((49.4 - l) * infinity) 0 0);

    display: block;
    box-sizing: border-box;
    container-type: inline-size;
    /* A size container has no width of its own: keeps it visible in a flex row. */
    min-inline-size: min(100%, 16rem);
    color: var(--_text);
    font-family: var(--mcp-font, inherit);
    line-height: 1.5;
    text-align: start;
  }

  /* The page has chosen no font: the browser's serif would be nobody's wish. */
  :host(:state(plain-font)) {
    font-family: var(--mcp-font, system-ui, sans-serif);
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  p,
  ul,
  ol,
  dl,
  dd,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }

  ul,
  ol {
    list-style: none;
  }

  a {
    color: var(--_accent);
  }

  svg {
    flex: none;
    inline-size: 1em;
    block-size: 1em;
  }

  code,
  pre,
  .mono {
    font-family: ui-monospace, 'Cascadia Code', Menlo, Consolas, monospace;
    font-size: 0.92em;
  }

  button,
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 1.5);
    min-block-size: 2.25em;
    margin: 0;
    padding: calc(var(--_space) * 1) calc(var(--_space) * 3);
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-small);
    background: var(--_raised);
    color: var(--_text);
    font: inherit;
    font-size: 0.9em;
    line-height: 1.3;
    text-decoration: none;
    overflow-wrap: break-word;
    cursor: pointer;
  }

  button:hover:not(:disabled, [aria-disabled='true']),
  .button:hover {
    background: color-mix(in oklab, var(--_text) 6%, var(--_raised));
  }

  button.primary,
  .button.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }

  button.primary:hover:not(:disabled, [aria-disabled='true']),
  .button.primary:hover {
    background: color-mix(in oklab, var(--_accent) 88%, var(--_text));
  }

  button.danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }

  button.quiet {
    border-color: transparent;
    background: none;
    color: var(--_muted);
    padding-inline: calc(var(--_space) * 2);
  }

  button.quiet:hover:not(:disabled, [aria-disabled='true']) {
    background: var(--_plain-soft);
    color: var(--_text);
  }

  button:disabled,
  button[aria-disabled='true'] {
    opacity: 0.5;
    cursor: default;
  }

  input:not([type='checkbox'], [type='radio']),
  textarea,
  select {
    inline-size: 100%;
    min-block-size: 2.25em;
    margin: 0;
    padding: calc(var(--_space) * 1.25) calc(var(--_space) * 2.5);
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius-small);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-size: max(0.95em, 14px);
    line-height: 1.4;
  }

  input[type='checkbox'],
  input[type='radio'] {
    inline-size: 1.1em;
    block-size: 1.1em;
    margin: 0;
    accent-color: var(--_accent);
  }

  ::placeholder {
    color: var(--_muted);
    opacity: 1;
  }

  [aria-invalid='true'] {
    border-color: var(--_danger) !important;
  }

  /* The browser does not count the button inside of a date field as focus of the field that can be seen. */
  input[type^='date']:focus-within,
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }

  .card {
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.3);
    background: var(--_surface);
    overflow: clip;
  }

  .card-header {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 3);
    min-block-size: 3.5em;
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 4);
    border-block-end: 1px solid var(--_line);
  }

  ::slotted([slot='heading']) {
    flex: 1;
    min-inline-size: 0;
    margin: 0;
    font: inherit;
    font-weight: 650;
  }

  ::slotted([slot='footer']) {
    margin: 0;
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 4);
    border-block-start: 1px solid var(--_line);
  }

  .card-title {
    flex: 1;
    min-inline-size: 0;
    font-weight: 650;
  }

  .muted {
    color: var(--_muted);
    font-size: 0.87em;
  }

  .chip {
    display: inline-flex;
    align-items: center;
    gap: 0.35em;
    max-inline-size: 100%;
    padding: 0.1em 0.7em 0.1em 0.55em;
    border: 1px solid transparent;
    border-radius: 1em;
    background: var(--_plain-soft);
    color: var(--_muted);
    font-size: 0.82em;
    font-weight: 550;
    overflow-wrap: anywhere;
  }

  .chip.ok {
    background: var(--_success-soft);
    color: var(--_success);
  }

  .chip.warn {
    background: var(--_warning-soft);
    color: var(--_warning);
  }

  .chip.bad {
    background: var(--_danger-soft);
    color: var(--_danger);
  }

  .chip.info {
    background: var(--_accent-soft);
    color: var(--_accent);
  }

  .problem {
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border: 1px solid transparent;
    border-radius: var(--_radius-small);
    background: var(--_danger-soft);
    font-size: 0.9em;
    overflow-wrap: anywhere;
  }

  .field-error {
    display: flex;
    gap: 0.4em;
    margin-block-start: var(--_space);
    color: var(--_danger);
    font-size: 0.87em;
  }

  .field-error svg {
    margin-block-start: 0.25em;
  }

  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .spin {
    animation: mcp-spin 1.1s linear infinite;
  }

  @keyframes mcp-spin {
    to {
      rotate: 1turn;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    ::before,
    ::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }

  @media (forced-colors: active) {
    .chip,
    .problem,
    button.primary,
    button.quiet {
      border-color: currentColor;
    }
  }
`
