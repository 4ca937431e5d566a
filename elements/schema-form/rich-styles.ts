import { css } from 'lit'

/** Groups with quiet borders, rows of entries, and the buttons that make them. */
export const richStyles = css`
  input[type='date'] {
    inline-size: auto;
  }

  .line > .toggle {
    align-self: center;
  }

  .box {
    position: relative;
    display: grid;
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 2) calc(var(--_space) * 4) calc(var(--_space) * 4);
    border: 1px solid var(--_line);
    border-radius: var(--_radius);
  }

  .box .box {
    padding-inline: calc(var(--_space) * 3);
  }

  .box > legend:not(.visually-hidden) {
    margin-inline-start: calc(var(--_space) * -1.5);
    padding-inline: calc(var(--_space) * 1.5);
  }

  .box > .remove {
    position: absolute;
    inset-block-start: -1.9em;
    inset-inline-end: calc(var(--_space) * 2);
    background: var(--_surface);
  }

  .entry {
    display: grid;
    grid-template-columns: minmax(6em, 1fr) 2fr auto;
    gap: calc(var(--_space) * 2);
    align-items: start;
  }

  .union {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 2);
  }

  .union.beside {
    grid-template-columns: minmax(6em, max-content) 1fr;
    align-items: start;
  }

  .union.beside > .box,
  .union.beside > fieldset {
    grid-column: 1 / -1;
  }

  .add {
    justify-self: start;
  }

  /* Under its button, where the browser opens it. */
  .picker {
    position: relative;
  }

  .picker input {
    position: absolute;
    inset: 0;
    z-index: -1;
    inline-size: 100%;
    min-block-size: 0;
    block-size: 100%;
    padding: 0;
    opacity: 0;
    pointer-events: none;
  }

  @container (max-width: 26em) {
    .entry {
      grid-template-columns: 1fr auto;
      padding-block-end: calc(var(--_space) * 2);
    }

    .entry > :nth-child(2) {
      grid-row: 2;
      grid-column: 1 / -1;
    }

    .union.beside {
      grid-template-columns: 1fr;
    }

    .box {
      padding-inline: calc(var(--_space) * 2.5);
    }
  }
`
