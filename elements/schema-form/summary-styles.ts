import { css } from 'lit'

export const summaryStyles = css`
  .summary {
    margin-block-end: var(--_gap);
  }

  .summary ul {
    margin-block-start: var(--_space);
  }
`
