import { css } from 'lit'

export const detailsStyles = css`
  .sheet {
    inline-size: min(40em, calc(100vw - 2em));
    max-block-size: min(52em, calc(100dvh - 2em));
    padding: 0;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.3);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 12px 40px rgb(0 0 0 / 25%);
  }

  .sheet[open] {
    display: flex;
    flex-direction: column;
  }

  .sheet::backdrop {
    background: rgb(0 0 0 / 45%);
  }

  .sheet-header {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
    border-block-end: 1px solid var(--_line);
  }

  .sheet-header .tile-icon {
    flex: none;
  }

  .sheet-title {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--_space) calc(var(--_space) * 2);
    min-inline-size: 0;
  }

  .sheet-title strong {
    display: -webkit-box;
    overflow: hidden;
    overflow-wrap: anywhere;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }

  .sheet-title .chip,
  .policies .chip {
    overflow: hidden;
    overflow-wrap: anywhere;
    max-block-size: 6em;
    white-space: normal;
  }

  .policies > li > div > [dir='auto'] {
    display: -webkit-box;
    overflow: hidden;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
  }

  .sheet-body {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 4);
    padding: calc(var(--_space) * 4);
    overflow: auto;
  }

  .sheet-body:focus-visible {
    outline-offset: -2px;
  }

  .sheet-actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
  }

  .sheet-part {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 2);
  }

  .sheet-part-title {
    padding-block-start: calc(var(--_space) * 3);
    border-block-start: 1px solid var(--_line);
    font-weight: 650;
  }

  .sheet-part label {
    display: block;
    margin-block-end: var(--_space);
    font-size: 0.9em;
    font-weight: 600;
  }

  .sheet-part .problem,
  .sheet-part form > p {
    margin-block-start: var(--_space);
  }

  .sheet-part .add-line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: calc(var(--_space) * 2);
  }

  .sheet-part > .button {
    justify-self: start;
  }

  .policies > li {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    padding-block: calc(var(--_space) * 2);
  }

  .policies > li + li {
    border-block-start: 1px solid var(--_line);
  }

  .policies > li > div {
    flex: 1;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  .policies select {
    flex: none;
    inline-size: auto;
    max-inline-size: 45%;
  }

  .scope-list {
    display: flex;
    flex-wrap: wrap;
    gap: var(--_space);
  }

  .scope-list .chip {
    white-space: normal;
    overflow-wrap: anywhere;
  }

  .instructions {
    max-block-size: 16em;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    overflow: auto;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    font-size: 0.9em;
  }

  .sheet-facts {
    display: grid;
    gap: calc(var(--_space) * 1.5);
    font-size: 0.9em;
  }

  .sheet-facts > div {
    display: grid;
    grid-template-columns: minmax(6em, 10em) minmax(0, 1fr);
    gap: calc(var(--_space) * 3);
  }

  .sheet-facts dt {
    color: var(--_muted);
  }

  .sheet-facts dd {
    overflow-wrap: anywhere;
  }

  @media (max-width: 30em) {
    .sheet-facts > div {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
  }
`
