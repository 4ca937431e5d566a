import { css } from 'lit'

export const doctorStyles = css`
  .steps {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 1.5);
    margin-block: calc(var(--_space) * 2);
  }

  .steps .chip {
    background: var(--_surface);
  }

  .steps .bad {
    border-color: currentColor;
  }

  .next-step {
    overflow-wrap: anywhere;
  }

  .checking {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-block-size: 2.25em;
  }

  .findings-actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    margin-block-start: calc(var(--_space) * 2);
  }
`
