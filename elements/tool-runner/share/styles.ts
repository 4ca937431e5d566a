import { css } from 'lit'
import type { CSSResult } from 'lit'

export const shareStyles: CSSResult = css`
  .share button {
    justify-content: start;
    inline-size: 100%;
    white-space: normal;
    text-align: start;
  }

  .share .muted {
    padding-inline: calc(var(--_space) * 2);
  }

  .share li + li {
    margin-block-start: 2px;
  }
`
