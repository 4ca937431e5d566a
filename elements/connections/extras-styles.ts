import { css } from 'lit'

export const extrasStyles = css`
  .menu {
    min-inline-size: 10em;
    padding: var(--_space);
    border: 1px solid var(--_line-strong);
    border-radius: var(--_radius);
    background: var(--_raised);
    color: var(--_text);
    box-shadow: 0 6px 24px rgb(0 0 0 / 18%);
  }

  .menu button {
    inline-size: 100%;
    justify-content: start;
    color: var(--_text);
  }

  .menu button:focus-visible {
    outline-offset: -2px;
  }

  .menu button.bad {
    color: var(--_danger);
  }

  /* Without anchor positioning the browser centres a popover. */
  @supports (position-area: block-end) {
    .menu {
      inset: auto;
      margin: var(--_space) 0;
      position-area: block-end span-inline-start;
      position-try-fallbacks: flip-block;
    }
  }

  .farewell {
    background: var(--_sunken);
  }

  .farewell strong {
    overflow-wrap: anywhere;
  }

  .check {
    display: flex;
    gap: calc(var(--_space) * 2);
    align-items: center;
    min-block-size: 24px;
    margin-block-start: var(--_space);
    font-size: 0.9em;
  }

  .note {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border-radius: var(--_radius-small);
    background: var(--_warning-soft);
    font-size: 0.9em;
  }

  .note p {
    flex: 1 1 12em;
  }

  .findings {
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    font-size: 0.9em;
  }

  .findings:has(+ *) {
    margin-block-end: 0;
  }
`
