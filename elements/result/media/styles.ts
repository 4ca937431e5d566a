import { css } from 'lit'
import type { CSSResult } from 'lit'

export const mediaStyles: CSSResult = css`
  .picture {
    display: block;
    max-inline-size: 100%;
    max-block-size: 30rem;
    inline-size: auto;
    block-size: auto;
    border-radius: var(--_radius-small);
    /* Shows where a transparent picture ends. */
    background: var(--_plain-soft);
  }

  .enlarged .picture {
    max-block-size: 100%;
    margin: auto;
  }

  .media-facts,
  .sound {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
  }

  .sound {
    inline-size: 100%;
  }

  .sound input[type='range'] {
    flex: 1 1 8em;
    inline-size: auto;
    min-inline-size: 0;
    max-inline-size: 24em;
    min-block-size: 24px;
    padding: 0;
    border: 0;
    background: none;
    accent-color: var(--_accent);
  }

  .time {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
`
