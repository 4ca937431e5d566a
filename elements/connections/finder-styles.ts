import { css } from 'lit'

export const finderStyles = css`
  .toolbar select {
    inline-size: auto;
  }

  .toolbar input {
    flex: 1 1 10em;
    inline-size: 0;
  }

  .found:empty {
    display: none;
  }
`
