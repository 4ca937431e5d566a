import { css } from 'lit'

export const jsonStyles = css`
  #json {
    inline-size: 100%;
    max-block-size: none;
  }
`
