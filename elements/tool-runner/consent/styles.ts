import { css } from 'lit'
import type { CSSResult } from 'lit'

/** What is asked before a tool runs, and what has changed of the tool. */
export const consentStyles: CSSResult = css`
  .confirmation {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 4);
    border: 1px solid var(--_warning);
    border-radius: var(--_radius);
    overflow-wrap: anywhere;
  }

  .confirmation pre {
    max-block-size: 20em;
    margin: 0;
    padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
    border: 1px solid var(--_line);
    border-radius: var(--_radius-small);
    background: var(--_sunken);
    overflow-y: auto;
    white-space: pre-wrap;
  }

  .always {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-block-size: 24px;
  }

  .changes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--_space) calc(var(--_space) * 3);
    margin: 0;
  }

  .changes dt {
    margin-block-start: var(--_space);
    font-weight: 600;
  }

  @container (min-width: 620.01px) {
    .changes {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }

    .changes dt {
      grid-column: 1 / -1;
    }
  }
`
